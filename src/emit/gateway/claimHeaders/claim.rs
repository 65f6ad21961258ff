//! What a claim asks for.

use crate::json::Value;

const MAX_ROUTES: usize = 64;

#[derive(Default)]
pub struct Routes {
    /// Headers by name.
    pub targets: Vec<(Vec<u8>, Vec<u8>)>,
    pub keys: Vec<Vec<u8>>,
}

/// Returns the headers and the route keys that a claim asks for.
pub fn routes_of(claim: &Value) -> Routes {
    let mut routes = Routes::default();
    match claim {
        Value::Text(text) => add_text(&mut routes, text),
        Value::Array(items) if items.len() <= MAX_ROUTES => {
            for item in items {
                if let Value::Text(text) = item {
                    add_text(&mut routes, text);
                }
            }
        }
        Value::Object(members) => {
            for (origin, target) in distinct(members).unwrap_or_default() {
                if let Value::Text(target) = target {
                    add_route(&mut routes, origin, target);
                }
            }
        }
        _ => {}
    }
    routes
}

/// Returns members in the order of their first appearance, each with its last value, or nothing if they are too many.
fn distinct(members: &[(Vec<u8>, Value)]) -> Option<Vec<(&[u8], &Value)>> {
    let mut kept: Vec<(&[u8], &Value)> = Vec::new();
    for (name, value) in members {
        if let Some(member) = kept.iter_mut().find(|(own, _)| own == name) {
            member.1 = value;
        } else if kept.len() < MAX_ROUTES {
            kept.push((name, value));
        } else {
            return None;
        }
    }
    Some(kept)
}

fn is_key_octet(octet: u8) -> bool {
    matches!(octet, b'a'..=b'z' | b'0'..=b'9' | b'-')
}

fn is_label(text: &[u8]) -> bool {
    let ends = [text.first(), text.last()];
    text.len() <= 63
        && text.iter().all(|&octet| is_key_octet(octet))
        && ends
            .iter()
            .all(|&end| matches!(end, Some(&octet) if octet != b'-'))
}

/// Returns the two parts of a text with exactly one mark.
fn halves(text: &[u8], mark: u8) -> Option<(&[u8], &[u8])> {
    let mut parts = text.split(|&octet| octet == mark);
    let (first, second) = (parts.next()?, parts.next()?);
    if parts.next().is_none() {
        Some((first, second))
    } else {
        None
    }
}

/// Returns the two parts of "payments.shop", or nothing if the text is not a Service's name.
fn service_of(text: &[u8]) -> Option<(&[u8], &[u8])> {
    halves(text, b'.').filter(|(service, namespace)| is_label(service) && is_label(namespace))
}

fn add_route(routes: &mut Routes, origin: &[u8], target: &[u8]) {
    let (service, namespace) = match (service_of(origin), service_of(target)) {
        (Some(parts), Some(_)) => parts,
        _ => return,
    };
    let name = [b"service-router-", service, b"-", namespace].concat();
    match routes.targets.iter_mut().find(|(own, _)| *own == name) {
        Some(route) => route.1 = target.to_vec(),
        None => routes.targets.push((name, target.to_vec())),
    }
}

/// Reads one text of the claim: "payments.shop=payments-pr-12.shop", or a route key.
fn add_text(routes: &mut Routes, text: &[u8]) {
    if let Some((origin, target)) = halves(text, b'=') {
        add_route(routes, origin, target);
    } else if !text.is_empty() && text.len() <= 40 && text.iter().all(|&octet| is_key_octet(octet))
    {
        routes.keys.push(text.to_vec());
    }
}

fn trimmed(mut text: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = text {
        text = rest;
    }
    text
}

/// Returns the header's value with the missing keys appended, or nothing if it has all of them.
pub fn with_keys(value: &[u8], keys: &[Vec<u8>]) -> Option<Vec<u8>> {
    let mut carried: Vec<&[u8]> = value
        .split(|&octet| octet == b'.' || octet == b',')
        .map(trimmed)
        .collect();
    let mut missing: Vec<&[u8]> = Vec::new();
    for key in keys {
        if !carried.contains(&key.as_slice()) {
            carried.push(key);
            missing.push(key);
        }
    }
    if missing.is_empty() {
        return None;
    }
    let list = missing.join(&b"."[..]);
    Some(if value.is_empty() {
        list
    } else {
        [value, &list].join(&b","[..])
    })
}
