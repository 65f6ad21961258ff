//! Copies route keys and targets from a token's claim to the headers by which the mesh chooses services. Runs before
//! the route of an outgoing request is chosen. `claimHeaders.lua` is the same filter in Lua.
//!
//! The token is not verified here: the ingress gateway verified it. The claim is still untrusted data, so its size is
//! bounded, and only names of services and route keys become headers. Any other claim leaves the request unchanged.
//!
//! Nothing here may panic: Envoy would answer that request with 503, and run the thread's later ones without the filter.

mod claim;
mod host;
mod json;
mod token;

use std::cell::RefCell;

const MAX_AUTHORIZATION: usize = 8192;
const AUTHORIZATION: &[u8] = b"authorization";

struct Settings {
    claim: Vec<u8>,
    key_header: Vec<u8>,
}

thread_local! {
    static SETTINGS: RefCell<Option<Settings>> = RefCell::new(None);
}

/// The configuration has two lines: the claim's name and the key header.
#[no_mangle]
pub extern "C" fn proxy_on_configure(_context: u32, _size: usize) -> bool {
    let settings = host::configuration().and_then(|text| settings_of(&text));
    let complete = settings.is_some();
    SETTINGS.with(|own| *own.borrow_mut() = settings);
    complete
}

fn settings_of(text: &[u8]) -> Option<Settings> {
    let mut lines = text.split(|&octet| octet == b'\n');
    let (claim, key_header) = (lines.next()?, lines.next()?);
    Some(Settings {
        claim: claim.to_vec(),
        key_header: key_header.to_vec(),
    })
}

#[no_mangle]
pub extern "C" fn proxy_on_request_headers(_context: u32, _count: usize, _end: bool) -> u32 {
    SETTINGS.with(|own| own.borrow().as_ref().and_then(copy_claim));
    0
}

fn copy_claim(settings: &Settings) -> Option<()> {
    let authorization = host::header(AUTHORIZATION)?;
    if authorization.len() > MAX_AUTHORIZATION {
        return None;
    }
    let text = token::payload(&authorization)?;
    // Most tokens do not have the claim, and then nothing is parsed. An escape could spell its name differently.
    let is_named = text
        .split(|&octet| octet == b'"')
        .any(|part| part == settings.claim);
    if !is_named && !text.contains(&b'\\') {
        return None;
    }
    let token = json::read(&text)?;
    let routes = claim::routes_of(token.member(&settings.claim)?);
    let headers = host::Headers::read()?;
    // The look-up above returns the first of several values.
    if headers.values(AUTHORIZATION).len() != 1 {
        return None;
    }
    for (name, target) in &routes.targets {
        if headers.values(name).join(&b',') != *target {
            host::set_header(name, target);
        }
    }
    let carried = headers.values(&settings.key_header).join(&b',');
    if let Some(value) = claim::with_keys(&carried, &routes.keys) {
        host::set_header(&settings.key_header, &value);
    }
    Some(())
}
