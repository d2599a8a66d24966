//! The program; all of it is in [`chancery::cli`].

fn main() -> std::process::ExitCode {
    chancery::cli::run()
}
