//! Memory that is wiped as it is given back: what was decoded for somebody's eyes is nowhere once it was left, wherever on its way from the
//! network to the screen a library has had a copy of it. Nothing is wiped, and nothing is slower, before the first such value is asked for.
//!
//! `unsafe` because the trait of allocators is: it hands all on to the system's.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether somebody has asked for something secret in this run.
static SECRET: AtomicBool = AtomicBool::new(false);

/// From now on all memory is wiped as it is given back. To be called before what is secret comes.
pub fn begin() {
    SECRET.store(true, Ordering::SeqCst);
}

/// The program's allocator: the system's, with that.
#[derive(Debug)]
pub struct Wiping;

// SAFETY: all is handed on to the system's allocator as it came. What is written is written into blocks that are still the caller's to
// give back, and no further than they go.
unsafe impl GlobalAlloc for Wiping {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        if SECRET.load(Ordering::Relaxed) {
            unsafe { at.write_bytes(0, layout.size()) };
            // The compiler is not to know that nobody reads it any more.
            black_box(at);
        }
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if !SECRET.load(Ordering::Relaxed) {
            return unsafe { System.realloc(at, layout, size) };
        }
        // The system would leave what it moves where it was.
        let new = unsafe { self.alloc(Layout::from_size_align_unchecked(size, layout.align())) };
        if !new.is_null() {
            unsafe {
                new.copy_from_nonoverlapping(at, layout.size().min(size));
                self.dealloc(at, layout);
            }
        }
        new
    }
}
