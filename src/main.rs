//! The program; all of it is in [`chancery::cli`].

/// Builds are many small values made on all threads and dropped on others, which the system's allocator is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    chancery::cli::run()
}
