//! The program `iou`; everything is in the library, so that tests and other programs can use it.

fn main() -> std::process::ExitCode {
    iou::program::main()
}
