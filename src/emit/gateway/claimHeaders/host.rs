//! The calls between Envoy and this module, by version 0.2.1 of the interface: https://github.com/proxy-wasm/spec.

use std::ptr::{null_mut, slice_from_raw_parts_mut};

const REQUEST_HEADERS: u32 = 0;
const PLUGIN_CONFIGURATION: u32 = 7;
const OK: u32 = 0;

mod imported {
    #[link(wasm_import_module = "env")]
    extern "C" {
        pub fn proxy_get_buffer_bytes(
            buffer: u32,
            from: usize,
            most: usize,
            value: *mut *mut u8,
            size: *mut usize,
        ) -> u32;
        pub fn proxy_get_header_map_value(
            map: u32,
            name: *const u8,
            name_size: usize,
            value: *mut *mut u8,
            size: *mut usize,
        ) -> u32;
        pub fn proxy_get_header_map_pairs(map: u32, value: *mut *mut u8, size: *mut usize) -> u32;
        pub fn proxy_replace_header_map_value(
            map: u32,
            name: *const u8,
            name_size: usize,
            value: *const u8,
            size: usize,
        ) -> u32;
    }
}

#[no_mangle]
pub extern "C" fn proxy_abi_version_0_2_1() {}

/// Envoy writes what it hands over into memory that it asks for here.
#[no_mangle]
pub extern "C" fn proxy_on_memory_allocate(size: usize) -> *mut u8 {
    Box::into_raw(vec![0; size].into_boxed_slice()) as *mut u8
}

/// Returns what a call handed over in memory of `proxy_on_memory_allocate`, or nothing if the call failed.
fn handed_over(call: impl FnOnce(*mut *mut u8, *mut usize) -> u32) -> Option<Box<[u8]>> {
    let mut value = null_mut();
    let mut size = 0;
    if call(&mut value, &mut size) != OK {
        return None;
    }
    if value.is_null() {
        return Some(Box::default());
    }
    Some(unsafe { Box::from_raw(slice_from_raw_parts_mut(value, size)) })
}

pub fn configuration() -> Option<Box<[u8]>> {
    handed_over(|value, size| unsafe {
        imported::proxy_get_buffer_bytes(PLUGIN_CONFIGURATION, 0, usize::MAX, value, size)
    })
}

/// Returns a request header's first value.
pub fn header(name: &[u8]) -> Option<Box<[u8]>> {
    handed_over(|value, size| unsafe {
        imported::proxy_get_header_map_value(
            REQUEST_HEADERS,
            name.as_ptr(),
            name.len(),
            value,
            size,
        )
    })
}

/// Sets a request header, in place of all its values.
pub fn set_header(name: &[u8], value: &[u8]) {
    unsafe {
        imported::proxy_replace_header_map_value(
            REQUEST_HEADERS,
            name.as_ptr(),
            name.len(),
            value.as_ptr(),
            value.len(),
        );
    }
}

/// All request headers: their number, the sizes of each name and value, and then these, each with a zero behind it.
pub struct Headers(Box<[u8]>);

impl Headers {
    pub fn read() -> Option<Headers> {
        handed_over(|value, size| unsafe {
            imported::proxy_get_header_map_pairs(REQUEST_HEADERS, value, size)
        })
        .map(Headers)
    }

    fn number(&self, index: usize) -> usize {
        let octets = self
            .0
            .get(index * 4..index * 4 + 4)
            .and_then(|four| four.try_into().ok());
        octets.map_or(0, u32::from_le_bytes) as usize
    }

    /// Returns a header's values.
    pub fn values(&self, name: &[u8]) -> Vec<&[u8]> {
        let count = self.number(0);
        let mut at = 4 + 8 * count;
        let mut values = Vec::new();
        for index in 0..count {
            let (name_size, size) = (self.number(1 + 2 * index), self.number(2 + 2 * index));
            let from = at + name_size + 1;
            if self.0.get(at..at + name_size) == Some(name) {
                values.extend(self.0.get(from..from + size));
            }
            at = from + size + 1;
        }
        values
    }
}
