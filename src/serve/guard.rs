//! Who may ask: only pages of this very server, at one of its own names. Another page in the author's browser must not
//! read drafts, by whatever name it reaches us (DNS rebinding), nor learn whether a file exists.

use axum::http::{HeaderMap, Method, StatusCode, header};
use std::net::{IpAddr, SocketAddr};

/// The names that the server answers to.
#[derive(Debug, Clone)]
pub struct Names {
    port: u16,
    bound: IpAddr,
    given: Option<String>,
}

/// Why a request is refused.
pub type Refusal = (StatusCode, &'static str);

impl Names {
    /// The names of a server at an address, and the one that it was given, if any.
    pub fn new(address: SocketAddr, given: Option<String>) -> Names {
        Names { port: address.port(), bound: address.ip(), given: given.map(|name| name.to_ascii_lowercase()) }
    }

    /// Whether `host` (with its port) is one of ours.
    fn holds(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, port.parse().ok()),
            _ => (host.as_str(), Some(80)),
        };
        if port != Some(self.port) {
            return false;
        }
        let literal = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
        let address = literal.parse::<IpAddr>().ok().filter(|ip| ip.is_ipv6() == name.starts_with('['));
        match address {
            // A server that is open to all addresses cannot know all of its own; a number is no name that could be rebound.
            Some(ip) => ip.is_loopback() || ip == self.bound || self.bound.is_unspecified(),
            None => name == "localhost" || self.given.as_deref() == Some(name),
        }
    }

    /// Judges a request by its head. `data` is what only the preview's own script asks for.
    pub fn judge(&self, method: &Method, headers: &HeaderMap, data: bool) -> Result<(), Refusal> {
        if !matches!(*method, Method::GET | Method::HEAD) {
            return Err((StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD"));
        }
        let mut hosts = headers.get_all(header::HOST).iter();
        let host = hosts.next().and_then(|host| host.to_str().ok());
        let Some(host) = host.filter(|_| hosts.next().is_none()) else {
            return Err((StatusCode::BAD_REQUEST, "one Host, please"));
        };
        if !self.holds(host) {
            return Err((StatusCode::MISDIRECTED_REQUEST, "this is not a name of the preview"));
        }
        for origin in headers.get_all(header::ORIGIN) {
            let own = origin.to_str().ok().and_then(|origin| origin.strip_prefix("http://"));
            if !own.is_some_and(|origin| origin.eq_ignore_ascii_case(host)) {
                return Err((StatusCode::FORBIDDEN, "another origin may not read this"));
            }
        }
        let fetch = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
        let navigates =
            fetch("sec-fetch-mode") == Some("navigate") && fetch("sec-fetch-dest").is_none_or(|dest| dest == "document");
        match fetch("sec-fetch-site") {
            None | Some("same-origin") => Ok(()),
            // An address typed in, or a link on another site that is followed.
            Some("none" | "cross-site" | "same-site") if navigates && !data => Ok(()),
            Some("none") if !data => Ok(()),
            _ => Err((StatusCode::FORBIDDEN, "another site may not read this")),
        }
    }
}

/// Whether a request comes of a link on another site, or of one that its page follows without being asked.
pub fn from_elsewhere(headers: &HeaderMap) -> bool {
    headers.get_all("sec-fetch-site").iter().any(|site| !matches!(site.as_bytes(), b"same-origin" | b"none"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(names: &Names, head: &[(&'static str, &str)], data: bool) -> u16 {
        let mut headers = HeaderMap::new();
        for (name, value) in head {
            headers.append(*name, value.parse().expect("a header value"));
        }
        names.judge(&Method::GET, &headers, data).err().map_or(200, |(status, _)| status.as_u16())
    }

    #[test]
    fn only_own_names() {
        let names = Names::new("127.0.0.1:4400".parse().expect("an address"), Some("Studio.local".into()));
        for own in ["localhost:4400", "127.0.0.1:4400", "[::1]:4400", "LOCALHOST:4400", "studio.local:4400"] {
            assert_eq!(judge(&names, &[("host", own)], false), 200, "{own}");
        }
        let strange = [
            "evil.example:4400",
            "localhost",
            "localhost:4401",
            "localhost.evil.example:4400",
            "127.0.0.1.evil.example:4400",
            "192.168.1.5:4400",
            "::1:4400",
            "localhost:4400@evil.example",
            "localhost:",
            "",
        ];
        for name in strange {
            assert_eq!(judge(&names, &[("host", name)], false), 421, "{name}");
        }
        assert_eq!(judge(&names, &[], false), 400);
        assert_eq!(judge(&names, &[("host", "localhost:4400"), ("host", "localhost:4400")], false), 400);
        let wide = Names::new("0.0.0.0:4400".parse().expect("an address"), None);
        assert_eq!(judge(&wide, &[("host", "192.168.1.5:4400")], false), 200);
        assert_eq!(judge(&wide, &[("host", "evil.example:4400")], false), 421);
    }

    #[test]
    fn no_other_site_reads() {
        let names = Names::new("127.0.0.1:4400".parse().expect("an address"), None);
        let host = ("host", "127.0.0.1:4400");
        for origin in [
            "http://evil.example",
            "null",
            "http://127.0.0.1:4401",
            "https://127.0.0.1:4400",
            "http://127.0.0.1:4400.evil.example",
            "",
        ] {
            assert_eq!(judge(&names, &[host, ("origin", origin)], true), 403, "{origin}");
        }
        assert_eq!(judge(&names, &[host, ("origin", "http://127.0.0.1:4400")], true), 200);
        let cross = ("sec-fetch-site", "cross-site");
        assert_eq!(judge(&names, &[host, cross, ("sec-fetch-mode", "no-cors")], false), 403);
        assert_eq!(judge(&names, &[host, cross, ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")], false), 200);
        assert_eq!(judge(&names, &[host, cross, ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")], false), 403);
        assert_eq!(judge(&names, &[host, cross, ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")], true), 403);
        assert_eq!(judge(&names, &[host, ("sec-fetch-site", "same-origin")], true), 200);
    }
}
