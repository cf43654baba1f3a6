//! The program `iou`; everything is in the library, so that tests and other programs can use it.

/// An index allocates and frees many small values, on several threads: with glibc's allocator that is a third of its processor time.
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> std::process::ExitCode {
    iou::program::main()
}
