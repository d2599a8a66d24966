//! One address: asked for, led on from, asked for again.

use super::Manner;
use super::hosts::{Hosts, Turn};
use super::reach::{Astray, Names, is_inside};
use crate::base::text::shown;
use crate::check::external::{Answer, PRIVATE};
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue, LOCATION, RETRY_AFTER};
use reqwest::{Client, Method, Response, StatusCode, redirect};
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use url::Url;

/// So often an address may lead on.
const MOST_HOPS: usize = 10;
/// So often a host is tried that cannot be reached.
const TRIES: u32 = 3;
/// So many addresses, one after the other, a host may put off before it is left alone.
const MOST_REFUSED: u32 = 5;

/// What is said of a name that the system does not know.
const NO_HOST: &str = "is on a host that does not exist";

/// Asks.
pub(super) struct Asker {
    client: Client,
    manner: Manner,
    pub hosts: Hosts,
}

/// What became of one question and its repetitions.
enum Step {
    End(Answer),
    /// It leads on; for good, if so.
    On(Url, bool),
}

/// Why a question had no answer.
enum Silence {
    Astray(Astray),
    /// Nobody can be reached at that host.
    Host(String),
    /// Somebody is there, and says nothing that is an answer.
    Address(String),
}

impl Asker {
    pub fn new(manner: &Manner) -> reqwest::Result<Asker> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.8"));
        let client = Client::builder()
            .user_agent(&manner.agent)
            .default_headers(headers)
            .redirect(redirect::Policy::none())
            .referer(false)
            .connect_timeout(manner.patience)
            .timeout(manner.patience)
            .pool_max_idle_per_host(1);
        // What is not asked by way of a proxy is looked up here; so is the proxy itself, which may well be near.
        let (look_up, is_open, proxies) = (manner.look_up.clone(), manner.is_open, manner.proxies.clone());
        let client = client.dns_resolver(Arc::new(Names { look_up, is_open, proxies }));
        let client = if manner.proxies.is_empty() { client.no_proxy() } else { client };
        Ok(Asker { client: client.build()?, manner: manner.clone(), hosts: Hosts::default() })
    }

    /// What an answer is worth when all have been asked: without a network some systems say of every name that it does not exist, so
    /// somebody else has to have answered.
    pub fn weighed(&self, answer: Answer) -> Answer {
        match answer {
            Answer::Gone(why) if why == NO_HOST && self.hosts.is_silent() => {
                Answer::Unclear("is on a host whose name is not known here, and nobody else was there to be asked".into())
            }
            answer => answer,
        }
    }

    /// Asks for an address, follows where it leads on, and says what is there.
    pub async fn ask(&self, url: &str) -> Answer {
        let Ok(mut url) = Url::parse(url) else { return Answer::Gone("is no address that a browser understands".into()) };
        let mut seen = Vec::new();
        let (mut moved, mut for_good) = (None, true);
        loop {
            let step = if !url.username().is_empty() || url.password().is_some() {
                Step::End(Answer::Unclear("holds a user name or a password, which is sent to nobody".into()))
            } else if is_inside(&url, &self.manner) {
                Step::End(Answer::Private)
            } else {
                self.step(&url).await
            };
            let on =
                |why: String| if seen.is_empty() { why } else { format!("leads on to `{}`, which {why}", shown(url.as_str())) };
            let (next, good) = match step {
                Step::End(Answer::There) => return moved.map_or(Answer::There, |to: Url| Answer::Moved(to.into())),
                Step::End(Answer::Private) if !seen.is_empty() => return Answer::Gone(on(PRIVATE.into())),
                Step::End(Answer::Gone(why)) => return Answer::Gone(on(why)),
                Step::End(Answer::Unclear(why)) => return Answer::Unclear(on(why)),
                Step::End(answer) => return answer,
                Step::On(next, good) => (next, good),
            };
            seen.push(url);
            for_good &= good;
            if for_good {
                moved = Some(next.clone());
            }
            url = next;
            url.set_fragment(None);
            if seen.contains(&url) {
                return Answer::Unclear("leads round in a circle for whoever keeps no cookies".into());
            }
            if seen.len() > MOST_HOPS {
                return Answer::Unclear(format!("leads on more than {MOST_HOPS} times"));
            }
        }
    }

    /// Asks one host for one address: with HEAD, which sends nothing back; then, wherever the answer is not good, with GET, as a
    /// browser does. An answer is never read beyond its head.
    async fn step(&self, url: &Url) -> Step {
        let host = self.hosts.get(url.host_str().unwrap_or_default());
        let (mut method, mut tries) = (Method::HEAD, 0);
        loop {
            let mut turn = host.turn.lock().await;
            if let Some(answer) = &turn.closed {
                return Step::End(answer.clone());
            }
            if let Some(when) = turn.not_before {
                tokio::time::sleep_until(when).await;
            }
            let sent = self.client.request(method.clone(), url.clone()).send().await;
            turn.not_before = Some(Instant::now() + self.manner.pause);
            match sent {
                Ok(answer) => {
                    self.hosts.heard();
                    let first = method == Method::HEAD;
                    method = Method::GET;
                    if let Some(step) = self.heard(url, &answer, first, &mut turn) {
                        return step;
                    }
                }
                Err(error) => {
                    tries += 1;
                    method = Method::GET;
                    let silence = silence(&error, self.manner.patience);
                    let is_settled = matches!(silence, Silence::Astray(Astray::Inside));
                    if tries >= TRIES || is_settled {
                        return Step::End(self.unheard(silence, &mut turn));
                    }
                    turn.not_before = Some(Instant::now() + self.manner.backoff * tries);
                }
            }
        }
    }

    /// What an answer means; nothing, where the address is to be asked for again.
    fn heard(&self, url: &Url, answer: &Response, first: bool, turn: &mut Turn) -> Option<Step> {
        let status = answer.status();
        if status.is_success() {
            turn.refused = 0;
            return Some(Step::End(Answer::There));
        }
        if let Some(next) = led_on(url, answer) {
            turn.refused = 0;
            return Some(match next {
                Ok(next) => Step::On(next, matches!(status, StatusCode::MOVED_PERMANENTLY | StatusCode::PERMANENT_REDIRECT)),
                Err(()) => Step::End(Answer::Unclear(format!("leads on ({}) to what is no address on the web", status.as_u16()))),
            });
        }
        let busy = status == StatusCode::TOO_MANY_REQUESTS || status == StatusCode::SERVICE_UNAVAILABLE;
        let asked = answer.headers().get(RETRY_AFTER).filter(|_| busy).and_then(|value| wait(value.to_str().ok()?));
        match asked {
            Some(wait) if wait > self.manner.longest_wait => {
                let why = format!("is on a host that wants not to be asked for a while ({})", status.as_u16());
                turn.closed = Some(Answer::Unclear(why));
                return turn.closed.clone().map(Step::End);
            }
            Some(wait) => turn.not_before = Some(Instant::now() + wait),
            None if status == StatusCode::TOO_MANY_REQUESTS => turn.not_before = Some(Instant::now() + self.manner.backoff),
            None => {}
        }
        if first {
            return None;
        }
        // Who asks for patience each time would be waited for as often as it has addresses.
        if asked.is_some() || status == StatusCode::TOO_MANY_REQUESTS {
            turn.refused += 1;
            if turn.refused >= MOST_REFUSED {
                turn.closed = Some(Answer::Unclear(format!("is on a host that wants to be left alone ({})", status.as_u16())));
            }
        } else {
            turn.refused = 0;
        }
        Some(Step::End(end(status)))
    }

    /// What it means that there was no answer. What is the matter with a host is the matter with all its addresses.
    fn unheard(&self, silence: Silence, turn: &mut Turn) -> Answer {
        let answer = match silence {
            Silence::Address(why) => return Answer::Unclear(why),
            Silence::Host(why) => {
                self.hosts.unreached(false);
                Answer::Unclear(why)
            }
            Silence::Astray(Astray::Inside) => Answer::Private,
            Silence::Astray(Astray::NoName) => {
                self.hosts.unreached(false);
                Answer::Gone(NO_HOST.into())
            }
            Silence::Astray(Astray::NotNow) => {
                self.hosts.unreached(true);
                Answer::Unclear("is on a host whose name could not be looked up".into())
            }
        };
        turn.closed = Some(answer.clone());
        answer
    }
}

/// Where an answer leads on to, if it does; an error, if that is nothing on the web.
fn led_on(url: &Url, answer: &Response) -> Option<Result<Url, ()>> {
    let leads = matches!(answer.status().as_u16(), 301 | 302 | 303 | 307 | 308);
    let location = answer.headers().get(LOCATION).filter(|_| leads)?;
    // Many hosts write letters there that an address should have encoded.
    let written = String::from_utf8_lossy(location.as_bytes());
    let next = url.join(written.trim()).ok().filter(|next| matches!(next.scheme(), "http" | "https"));
    Some(next.ok_or(()))
}

/// How long a host wants to be left alone: seconds, or a day and hour (RFC 9110, 10.2.3).
fn wait(written: &str) -> Option<Duration> {
    if let Ok(seconds) = written.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(written.trim()).ok()?;
    let seconds = until.as_second().saturating_sub(jiff::Timestamp::now().as_second());
    Some(Duration::from_secs(seconds.max(0).unsigned_abs()))
}

/// What the last answer of a host says of an address, where it is not there.
fn end(status: StatusCode) -> Answer {
    let number = status.as_u16();
    match number {
        404 => Answer::Gone("leads nowhere: its host answers 404, not found".into()),
        410 => Answer::Gone("leads nowhere: its host answers 410, gone for good".into()),
        401 | 407 => Answer::Unclear(format!("asks for a password ({number})")),
        403 | 451 => Answer::Unclear(format!("is refused ({number})")),
        429 | 999 => Answer::Unclear(format!("is on a host that wants to be left alone ({number})")),
        500..600 => Answer::Unclear(format!("is on a host that has a fault of its own ({number})")),
        _ => Answer::Unclear(format!("is answered with {number}")),
    }
}

/// Why there was no answer.
fn silence(error: &reqwest::Error, patience: Duration) -> Silence {
    // The error itself names the address, in which any word may stand.
    let mut cause = error.source();
    let mut certificate = false;
    while let Some(one) = cause {
        if let Some(astray) = one.downcast_ref::<Astray>() {
            return Silence::Astray(*astray);
        }
        certificate |= one.to_string().contains("certificate");
        cause = one.source();
    }
    if certificate {
        return Silence::Host("is on a host whose certificate is not valid".into());
    }
    if error.is_timeout() {
        return Silence::Host(format!("is on a host that does not answer within {} seconds", patience.as_secs()));
    }
    match error.is_connect() {
        true => Silence::Host("is on a host that cannot be reached".into()),
        false => Silence::Address("has a host that breaks off without an answer".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_seconds_or_hours_of_a_day() {
        assert_eq!(wait(" 7 "), Some(Duration::from_secs(7)));
        assert_eq!(wait("Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::ZERO));
        assert!(wait("Fri, 31 Dec 2199 23:59:59 GMT").is_some_and(|wait| wait > Duration::from_secs(1_000_000)));
        assert_eq!((wait("-1"), wait("soon"), wait("")), (None, None, None));
    }

    #[test]
    fn only_what_is_surely_gone_is_called_so() {
        let gone = (400..1000).filter(|code| StatusCode::from_u16(*code).is_ok_and(|code| matches!(end(code), Answer::Gone(_))));
        assert_eq!(gone.collect::<Vec<u16>>(), [404, 410]);
    }
}
