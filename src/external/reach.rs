//! Which hosts may be asked: those that every reader reaches. Programs that check links run where other machines are near (an
//! office, a build server), and an address in a text, or a host that leads on to one, must not make them knock there.

use super::{LookUp, Manner};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs};
use url::{Host, Url};

/// Why the name of a host leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Astray {
    /// There is no host of that name.
    NoName,
    /// Whether there is one could not be found out.
    NotNow,
    /// It is in a private network.
    Inside,
}

impl fmt::Display for Astray {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Astray::NoName => "no host has that name",
            Astray::NotNow => "the name could not be looked up",
            Astray::Inside => "the host is in a private network",
        })
    }
}

impl std::error::Error for Astray {}

/// Looks a name up as the system does.
pub fn look_up(name: &str) -> io::Result<Vec<IpAddr>> {
    Ok((name, 0).to_socket_addrs()?.map(|address| address.ip()).collect())
}

/// Whether an address is one of the internet, by the registries of special ones
/// (<https://www.iana.org/assignments/iana-ipv4-special-registry>, <https://www.iana.org/assignments/iana-ipv6-special-registry>).
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || a == 0
        // Behind the router of a provider; for machines that measure; for times to come.
        || (a == 100 && (64..128).contains(&b))
        || (a == 198 && (18..20).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || a >= 240;
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let part = address.segments();
    let low = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match part {
        // What stands for an address of the older sort.
        [0, 0, 0, 0, 0, 0xffff, high, end] | [0x64, 0xff9b, 0, 0, 0, 0, high, end] => is_public_v4(low(high, end)),
        [0x2002, high, end, ..] => is_public_v4(low(high, end)),
        [0x2001, second, ..] if second < 0x200 || second == 0xdb8 => false,
        // All that is given to anybody is in 2000::/3.
        [first, ..] => (0x2000..0x4000).contains(&first) && !matches!(first, 0x3fff),
    }
}

/// What is the matter with an address before anybody is asked: a machine of one's own, a name that only a network of one's own
/// knows.
pub(super) fn is_inside(url: &Url, manner: &Manner) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => !(manner.is_open)(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => !(manner.is_open)(IpAddr::V6(address)),
        Some(Host::Domain(name)) => is_own_name(name),
        None => true,
    }
}

/// Names that are not of the internet (RFC 6761, 6762, 8375): without a dot, or with an end for networks of one's own.
fn is_own_name(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    let end = name.rsplit('.').next().unwrap_or_default();
    !name.contains('.')
        || matches!(end, "localhost" | "local" | "internal" | "lan" | "home" | "corp")
        || name.ends_with(".home.arpa")
}

/// Looks names up, and gives none that lead into a private network.
pub(super) struct Names {
    pub look_up: LookUp,
    pub is_open: fn(IpAddr) -> bool,
    /// Names that may lead there.
    pub proxies: Vec<String>,
}

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let (look_up, is_open) = (self.look_up.clone(), self.is_open);
        let is_proxy = self.proxies.iter().any(|proxy| proxy == name.as_str());
        Box::pin(async move {
            let found = tokio::task::spawn_blocking(move || look_up(name.as_str())).await;
            let all = found.map_err(|_| Astray::NotNow)?.map_err(|error| astray(&error))?;
            let open: Vec<SocketAddr> =
                all.iter().filter(|one| is_proxy || is_open(**one)).map(|one| SocketAddr::new(*one, 0)).collect();
            match (open.is_empty(), all.is_empty()) {
                (true, true) => Err(Astray::NoName.into()),
                (true, false) => Err(Astray::Inside.into()),
                _ => Ok(Box::new(open.into_iter()) as Addrs),
            }
        })
    }
}

/// What a system means that finds no address: only by its words can be told whether there is none, or it does not know.
fn astray(error: &io::Error) -> Astray {
    /// Of glibc (two), musl and macOS, and Windows.
    const NONE: [&str; 5] = [
        "name or service not known",
        "no address associated",
        "does not resolve",
        "nodename nor servname",
        "no such host is known",
    ];
    let words = error.to_string().to_lowercase();
    if NONE.iter().any(|none| words.contains(none)) { Astray::NoName } else { Astray::NotNow }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_internet_are_open() {
        for open in ["9.9.9.9", "100.63.0.1", "172.32.0.1", "198.20.0.1", "2620:fe::fe", "::ffff:9.9.9.9", "64:ff9b::909:909"] {
            assert!(is_public(open.parse().unwrap()), "{open}");
        }
        for inside in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
            "198.18.0.1",
            "192.0.0.8",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "2001:db8::1",
            "2001::1",
            "::7f00:1",
            "fec0::1",
        ] {
            assert!(!is_public(inside.parse().unwrap()), "{inside}");
        }
    }

    #[test]
    fn names_of_own_networks_are_known() {
        for inside in ["localhost", "intranet", "a.localhost", "printer.local", "wiki.corp", "x.home.arpa", "localhost."] {
            assert!(is_own_name(inside), "{inside}");
        }
        assert!(!is_own_name("example.org") && !is_own_name("local.example.org"));
    }

    #[test]
    fn that_there_is_no_such_name_is_told_from_not_knowing() {
        let of = |words: &str| astray(&io::Error::other(format!("failed to lookup address information: {words}")));
        assert_eq!(of("Name or service not known"), Astray::NoName);
        assert_eq!(of("nodename nor servname provided, or not known"), Astray::NoName);
        assert_eq!(of("Temporary failure in name resolution"), Astray::NotNow);
        assert_eq!(of("Non-recoverable failure in name resolution"), Astray::NotNow);
    }

    #[test]
    fn only_a_proxy_may_be_near() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let found = |proxies: &[&str]| {
            let look_up: LookUp = std::sync::Arc::new(|_: &str| Ok(vec![IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1))]));
            let names = Names { look_up, is_open: is_public, proxies: proxies.iter().map(|name| name.to_string()).collect() };
            let found = runtime.block_on(names.resolve("proxy.example.org".parse().unwrap()));
            found.map(|addresses| addresses.count()).map_err(|error| error.to_string())
        };
        assert_eq!(found(&["proxy.example.org"]), Ok(1));
        assert_eq!(found(&["other.example.org"]), Err("the host is in a private network".into()));
    }
}
