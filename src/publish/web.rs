//! Whether readers get what was published: the changed pages, fetched from the site's address on the web.

use super::plan::Stage;
use super::{Failure, Item};
use crate::base::Hash;
use futures_util::{StreamExt, TryStreamExt};
use std::time::Duration;

/// So many pages are fetched, at most.
const MOST: usize = 200;

/// Fetches changed pages and compares them; gives how many. Packed files are compared as they were before packing only
/// where the host unpacks nothing, so they are left out.
pub fn verify(base_url: &str, items: &[Item]) -> Result<usize, Failure> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let pages = items.iter().filter(|item| item.path.ends_with(".html") && item.stage() >= Stage::Pages);
    let pages: Vec<&Item> =
        pages.filter(|item| item.headers.content_encoding.is_empty() && !item.path.ends_with("404.html")).take(MOST).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::new(format!("cannot start: {error}")))?;
    let client = reqwest::Client::builder().timeout(Duration::from_secs(30)).build();
    let client = client.map_err(|error| Failure::new(format!("cannot start: {error}")))?;
    runtime.block_on(async {
        let fetched = futures_util::stream::iter(&pages).map(|item| fetch(&client, base_url, item));
        fetched.buffer_unordered(8).try_collect::<()>().await
    })?;
    Ok(pages.len())
}

async fn fetch(client: &reqwest::Client, base_url: &str, item: &Item) -> Result<(), Failure> {
    let path = item.path.strip_suffix("index.html").unwrap_or(&item.path);
    let url = format!("{}/{path}", base_url.trim_end_matches('/'));
    let fail =
        |why: String| Failure::new(format!("everything is published, but {url} {why}; a cache may need time: look again later"));
    let answer = client
        .get(&url)
        .header("cache-control", "no-cache")
        .send()
        .await
        .map_err(|error| fail(format!("cannot be fetched ({})", error.without_url())))?;
    if !answer.status().is_success() {
        return Err(fail(format!("answers {}", answer.status())));
    }
    let bytes = answer.bytes().await.map_err(|error| fail(format!("breaks off ({})", error.without_url())))?;
    if Hash::of(&bytes) == item.hash { Ok(()) } else { Err(fail("reads differently".into())) }
}
