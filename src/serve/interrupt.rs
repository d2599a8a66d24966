//! Ctrl-C, as each system tells of it.

#[cfg(unix)]
pub use tokio::signal::unix::Signal;
#[cfg(windows)]
pub use tokio::signal::windows::CtrlC as Signal;

/// From now on Ctrl-C does not end the program, but is told.
pub fn signal() -> std::io::Result<Signal> {
    #[cfg(unix)]
    return tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt());
    #[cfg(windows)]
    return tokio::signal::windows::ctrl_c();
}
