//! What servers of objects say, in words for people.

/// What a server that fails means for people; other errors as they are.
pub(super) fn in_words(said: &str, timeout: u64) -> String {
    let tries = said.split_once(" after ").and_then(|(_, rest)| rest.split(' ').next()?.parse::<usize>().ok());
    let tried = tries.map_or(String::new(), |tries| format!(", though asked {} times", tries + 1));
    let status =
        said.split_once("status code: ").map(|(_, rest)| rest.chars().take_while(|c| *c != ':').take(60).collect::<String>());
    match status.as_deref().map(str::trim) {
        Some(status) if status.starts_with("429") => {
            format!("it wants fewer requests ({status}){tried}; wait, or write `parallel: 2` for this target")
        }
        Some(status) if status.starts_with("404") => "there is no such bucket or container".to_string(),
        Some(status) if status.starts_with("501") => format!(
            "the server does not know this sort of request ({status}); it may lack writing on a condition (`If-None-Match`), by which \
             two publications are kept apart: publish to a folder, and bring that there with a program of its own"
        ),
        Some(status) if status.starts_with('5') => format!("the server fails ({status}){tried}"),
        _ if said.contains("operation timed out") => {
            format!("the server did not answer within {timeout} s{tried}; `timeout:` of this target sets another limit")
        }
        _ if said.contains("end of file before message length") => {
            format!(
                "the server breaks its answers off{tried}; what stands between here and it, such as a proxy, may do that too: try again later"
            )
        }
        _ => said.to_string(),
    }
}

/// Why a server refuses, by the code in its answer.
pub(super) fn refused(said: &str) -> &'static str {
    let has = |code: &str| said.contains(code);
    if has("RequestTimeTooSkewed") {
        "the clock of this machine is wrong, and the server refuses requests from another time"
    } else if ["SignatureDoesNotMatch", "InvalidAccessKeyId", "InvalidToken", "ExpiredToken", "AuthenticationFailed"]
        .into_iter()
        .any(has)
    {
        "it does not accept these credentials"
    } else {
        "these credentials do not allow that"
    }
}

/// An error with what is behind it, each cause once, on one line.
pub(super) fn causes(error: &(dyn std::error::Error + 'static)) -> String {
    let mut out = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let text = cause.to_string();
        if !out.contains(&text) {
            out.push_str(": ");
            out.push_str(&text);
        }
        next = cause.source();
    }
    let line = out.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(400) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_have_their_reasons() {
        assert!(refused("status 403: <Code>RequestTimeTooSkewed</Code>").contains("clock"));
        assert!(refused("<Code>SignatureDoesNotMatch</Code>").contains("does not accept"));
        assert!(refused("<Code>AccessDenied</Code>").contains("do not allow"));
        let broken =
            "request or response body error: error reading a body from connection: end of file before message length reached";
        assert!(in_words(broken, 1).starts_with("the server breaks its answers off; "));
        assert!(in_words("x after 10 retries, status code: 501 Not Implemented: y", 1).contains("on a condition"));
    }
}
