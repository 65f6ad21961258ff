//! The payload of a token.

const NONE: u8 = 64;

const SEXTETS: [u8; 256] = sextets();

const fn sextets() -> [u8; 256] {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut table = [NONE; 256];
    let mut i = 0;
    while i < 64 {
        table[alphabet[i] as usize] = i as u8;
        i += 1;
    }
    table
}

fn is_part(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(|&octet| SEXTETS[octet as usize] != NONE)
}

/// Returns the decoded payload of "Bearer header.payload.signature", or nothing if the text has another form.
pub fn payload(authorization: &[u8]) -> Option<Vec<u8>> {
    let token = authorization.strip_prefix(b"Bearer ")?;
    let mut parts = token.split(|&octet| octet == b'.');
    let (head, payload, signature) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || !is_part(head) || payload.is_empty() || !is_part(signature) {
        return None;
    }
    decode(payload)
}

/// Decodes base64url without padding.
fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let mut octets = Vec::with_capacity(text.len() * 3 / 4 + 3);
    let mut quads = text.chunks_exact(4);
    for quad in &mut quads {
        let [a, b, c, d] = [
            SEXTETS[quad[0] as usize],
            SEXTETS[quad[1] as usize],
            SEXTETS[quad[2] as usize],
            SEXTETS[quad[3] as usize],
        ];
        if (a | b | c | d) & NONE != 0 {
            return None;
        }
        octets.extend_from_slice(&[a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d]);
    }
    let rest = quads.remainder();
    let mut bits = [0u8; 3];
    for (i, &octet) in rest.iter().enumerate() {
        bits[i] = SEXTETS[octet as usize];
        if bits[i] == NONE {
            return None;
        }
    }
    match rest.len() {
        0 => {}
        2 => octets.push(bits[0] << 2 | bits[1] >> 4),
        3 => octets.extend_from_slice(&[bits[0] << 2 | bits[1] >> 4, bits[1] << 4 | bits[2] >> 2]),
        _ => return None,
    }
    Some(octets)
}
