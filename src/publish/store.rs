//! Object stores: S3 and what speaks like it, Google Cloud Storage, Azure Blob Storage. The only async code of publishing.

use super::headers::{self, Headers};
use super::targets::{Place, Settings};
use super::{Failure, Item, Mode, Object, Seen, Target, bytes_of, credentials};
use crate::base::Hash;
use futures_util::{StreamExt, TryStreamExt};
use object_store::aws::AmazonS3Builder;
use object_store::azure::{AzureConfigKey, MicrosoftAzureBuilder};
use object_store::gcp::{GcpCredential, GoogleCloudStorageBuilder};
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, BackoffConfig, ClientOptions, Error, ObjectStore, ObjectStoreExt, PutMode, PutOptions, RetryConfig,
    StaticCredentialProvider, UpdateVersion,
};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use words::{causes, in_words, refused};

mod words;

/// Files that are on their way at once, if not said.
const PARALLEL: usize = 8;
/// Seconds that one request may take, if not said.
const TIMEOUT: u64 = 120;
/// How often the crate tries a request again.
const RETRIES: usize = 10;

/// A bucket or container, and the folder in it.
pub(super) struct Store {
    store: Arc<dyn ObjectStore>,
    /// The same place, where files have to be asked for in another way.
    reader: Arc<dyn ObjectStore>,
    prefix: String,
    shown: String,
    /// Seconds that one request may take.
    timeout: u64,
    parallel: usize,
    runtime: Runtime,
}

/// Which service it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Service {
    S3,
    Google,
    Azure,
}

impl Store {
    /// Gets ready; no request is made yet.
    pub(super) fn open(service: Service, bucket: &str, prefix: &str, settings: &Settings, place: &Place) -> Result<Store, Failure> {
        // Another part of the program may have chosen one already; either serves.
        let _ = rustls::crypto::ring::default_provider().install_default();
        check(bucket, &settings.cache)?;
        let (store, reader) = match service {
            Service::S3 => alike(s3(bucket, settings, place)?),
            Service::Google => (google(bucket, settings, place, false)?, google(bucket, settings, place, true)?),
            Service::Azure => alike(azure(bucket, settings, place)?),
        };
        let scheme = match service {
            Service::S3 => "s3",
            Service::Google => "gs",
            Service::Azure => "az",
        };
        let prefix = prefix.trim_matches('/').to_string();
        let shown = format!("{scheme}://{bucket}{}{prefix}", if prefix.is_empty() { "" } else { "/" });
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        let runtime =
            builder.worker_threads(2).enable_all().build().map_err(|error| Failure::new(format!("cannot start: {error}")))?;
        let (timeout, parallel) = (settings.timeout.unwrap_or(TIMEOUT), settings.parallel.unwrap_or(PARALLEL).max(1));
        Ok(Store { store, reader, prefix, shown, timeout, parallel, runtime })
    }

    fn at(&self, path: &str) -> Result<Path, Failure> {
        let full = if self.prefix.is_empty() { path.to_string() } else { format!("{}/{path}", self.prefix) };
        Path::parse(&full).map_err(|error| Failure::new(format!("`{path}` cannot stand in a store: {error}")))
    }

    fn fail(&self, what: &str, path: &str, error: &Error) -> Failure {
        let why = match error {
            Error::Unauthenticated { .. } => "it does not accept these credentials".to_string(),
            Error::PermissionDenied { .. } => refused(&causes(error)).to_string(),
            Error::NotFound { .. } => "there is no such bucket or container".to_string(),
            Error::Generic { source, .. } => in_words(&causes(source.as_ref()), self.timeout),
            other => in_words(&causes(other), self.timeout),
        };
        let path = if path.is_empty() { "what is there".to_string() } else { format!("`{path}`") };
        Failure::new(format!("cannot {what} {path} at {}: {why}", self.shown))
    }

    async fn send(&self, item: &Item) -> Result<(), Failure> {
        let bytes = bytes_of(item)?;
        let options = PutOptions { attributes: attributes(&item.headers), ..PutOptions::default() };
        let at = self.at(&item.path)?;
        self.store.put_opts(&at, bytes.into(), options).await.map_err(|error| self.fail("send", &item.path, &error))?;
        Ok(())
    }

    /// Writes a small file. The crate sends nothing twice that has a condition, as the second may meet what the first wrote;
    /// here that is told from another's writing.
    async fn write_once(&self, path: &str, bytes: &[u8], options: PutOptions, condition: bool) -> Result<(), Failure> {
        let at = self.at(path)?;
        let mut patience = Patience::new();
        loop {
            match self.store.put_opts(&at, bytes.to_vec().into(), options.clone()).await {
                Ok(_) => return Ok(()),
                Err(Error::AlreadyExists { .. } | Error::Precondition { .. }) => {
                    return match self.get(path).await? {
                        Some(object) if object.bytes == bytes => Ok(()),
                        _ => Err(Failure::Changed(format!("somebody else changed `{path}`"))),
                    };
                }
                Err(Error::Generic { source, .. })
                    if condition && !causes(source.as_ref()).contains("status code") && patience.is_left().await => {}
                Err(error) => return Err(self.fail("write", path, &error)),
            }
        }
    }

    /// Deletes a file. The crate asks in a request that it sends once only; here a lost answer is no reason to stop, since
    /// to delete twice is to delete.
    async fn remove(&self, path: &str) -> Result<(), Failure> {
        let at = self.at(path)?;
        let mut patience = Patience::new();
        loop {
            match self.store.delete(&at).await {
                Ok(()) | Err(Error::NotFound { .. }) => return Ok(()),
                Err(Error::Generic { source, .. })
                    if !causes(source.as_ref()).contains("status code") && patience.is_left().await => {}
                Err(error) => return Err(self.fail("delete", path, &error)),
            }
        }
    }

    /// Reads a small file. The crate asks again where no answer comes, but not where one breaks off, be it that nothing is there.
    async fn get(&self, path: &str) -> Result<Option<Object>, Failure> {
        let at = self.at(path)?;
        let mut patience = Patience::new();
        loop {
            match self.got(&at).await {
                Ok(object) => return Ok(Some(object)),
                Err(Error::NotFound { .. }) => return Ok(None),
                Err(Error::Generic { source, .. }) if causes(source.as_ref()).contains(" body") && patience.is_left().await => {}
                Err(error) => return Err(self.fail("read", path, &error)),
            }
        }
    }

    async fn got(&self, at: &Path) -> Result<Object, Error> {
        let got = self.reader.get(at).await?;
        let tag = got.meta.e_tag.clone().map(|tag| format!("{tag}\n{}", got.meta.version.clone().unwrap_or_default()));
        Ok(Object { bytes: got.bytes().await?.into(), tag })
    }
}

/// How long what the crate does not try again is tried here. Some of its tries are many requests of the crate already, with waits of
/// their own of most of a minute, so that not only the tries are counted but the time.
struct Patience {
    began: Instant,
    tries: u32,
}

impl Patience {
    /// Tries after the first.
    const TRIES: u32 = 5;
    /// When no further try than the second is begun.
    const TIME: Duration = Duration::from_secs(30);

    fn new() -> Patience {
        Patience { began: Instant::now(), tries: 0 }
    }

    /// Whether there is another try, after a wait that is twice the one before.
    async fn is_left(&mut self) -> bool {
        self.tries += 1;
        let wait = Duration::from_millis(250 << self.tries.min(8));
        let is_left = self.tries <= 1 || (self.tries <= Patience::TRIES && self.began.elapsed() < Patience::TIME);
        if is_left {
            tokio::time::sleep(wait).await;
        }
        is_left
    }
}

fn attributes(headers: &Headers) -> Attributes {
    let mut all = Attributes::new();
    let pairs = [
        (Attribute::ContentType, &headers.content_type),
        (Attribute::CacheControl, &headers.cache_control),
        (Attribute::ContentEncoding, &headers.content_encoding),
    ];
    for (name, value) in pairs {
        if !value.is_empty() {
            all.insert(name, value.clone().into());
        }
    }
    all
}

fn client(settings: &Settings, endpoint: &str) -> ClientOptions {
    let plain = endpoint.starts_with("http://");
    let timeout = Duration::from_secs(settings.timeout.unwrap_or(TIMEOUT));
    ClientOptions::new().with_timeout(timeout).with_connect_timeout(Duration::from_secs(15).min(timeout)).with_allow_http(plain)
}

/// Waits grow from a fifth of a second to ten. Each is taken by chance from between the shortest and `base` times the one before (the
/// crate's decorrelated jitter), so on the average it is half as long as that: with a base of 2 they would not grow at all.
fn retry() -> RetryConfig {
    let backoff = BackoffConfig { init_backoff: Duration::from_millis(200), max_backoff: Duration::from_secs(10), base: 4.0 };
    RetryConfig { backoff, max_retries: RETRIES, retry_timeout: Duration::from_secs(180) }
}

/// What can stand in no request.
fn check(bucket: &str, cache: &str) -> Result<(), Failure> {
    if !bucket.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'$' | b':')) {
        return Err(Failure::new(format!("`{}` cannot be the name of a bucket or container", bucket.escape_debug())));
    }
    if !cache.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Err(Failure::new(format!(
            "`cache: {}` cannot be sent: a header has one line of ASCII, such as `public, max-age=300`",
            cache.escape_debug()
        )));
    }
    Ok(())
}

/// An address of a server, which must say how it is reached.
fn endpoint(written: String) -> Result<String, Failure> {
    let rest = written.strip_prefix("http://").or_else(|| written.strip_prefix("https://"));
    match written.is_empty() || rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/')) {
        true => Ok(written),
        false => Err(Failure::new(format!(
            "`{}` is no address of a server; write `https://` before it, or `http://` where it is not encrypted",
            super::targets::without_password(&written).escape_debug()
        ))),
    }
}

fn cannot(error: &Error) -> Failure {
    Failure::new(format!("the target cannot be used: {}", causes(error)))
}

fn s3(bucket: &str, settings: &Settings, place: &Place) -> Result<Arc<dyn ObjectStore>, Failure> {
    let profile = credentials::profile(place, &settings.profile);
    let mut builder = AmazonS3Builder::new();
    let var = |name: &str| place.vars.get(name).filter(|value| !value.is_empty()).cloned();
    let by_profile = !settings.profile.is_empty();
    for (name, value) in place.vars.iter().filter(|(name, value)| name.starts_with("AWS_") && !value.is_empty()) {
        let is_key = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"].contains(&name.as_str());
        // A named profile is meant, whatever else lies about.
        if let (false, Ok(key)) = (is_key && by_profile, name.to_ascii_lowercase().parse()) {
            builder = builder.with_config(key, value);
        }
    }
    let from_env = var("AWS_ACCESS_KEY_ID").is_some() && !by_profile;
    if let (false, Some(id), Some(secret)) = (from_env, profile.get("aws_access_key_id"), profile.get("aws_secret_access_key")) {
        builder = builder.with_access_key_id(id).with_secret_access_key(secret);
        if let Some(token) = profile.get("aws_session_token") {
            builder = builder.with_token(token);
        }
    } else if !from_env
        && !place.vars.keys().any(|name| {
            name.starts_with("AWS_CONTAINER_CREDENTIALS")
                || name == "AWS_WEB_IDENTITY_TOKEN_FILE"
                || name == "AWS_METADATA_ENDPOINT"
        })
    {
        return Err(Failure::new(
            "there are no keys for S3: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or write a profile to ~/.aws/credentials and name it by `profile:` or AWS_PROFILE",
        ));
    }
    let region = [Some(settings.region.clone()), var("AWS_REGION"), var("AWS_DEFAULT_REGION"), profile.get("region").cloned()];
    let region = region.into_iter().flatten().find(|region| !region.is_empty()).unwrap_or_else(|| "us-east-1".into());
    let endpoint = [
        Some(settings.endpoint.clone()),
        var("AWS_ENDPOINT_URL_S3"),
        var("AWS_ENDPOINT_URL"),
        profile.get("endpoint_url").cloned(),
    ];
    let endpoint = self::endpoint(endpoint.into_iter().flatten().find(|endpoint| !endpoint.is_empty()).unwrap_or_default())?;
    builder =
        builder.with_bucket_name(bucket).with_region(region).with_retry(retry()).with_client_options(client(settings, &endpoint));
    if !endpoint.is_empty() {
        builder = builder.with_endpoint(endpoint).with_virtual_hosted_style_request(false);
    }
    Ok(Arc::new(builder.build().map_err(|error| cannot(&error))?))
}

fn alike(store: Arc<dyn ObjectStore>) -> (Arc<dyn ObjectStore>, Arc<dyn ObjectStore>) {
    (store.clone(), store)
}

/// `packed` asks for files as they lie there: Google unpacks those that are packed for whoever does not say that he can.
fn google(bucket: &str, settings: &Settings, place: &Place, packed: bool) -> Result<Arc<dyn ObjectStore>, Failure> {
    let mut builder = GoogleCloudStorageBuilder::new();
    for (name, value) in place.vars.iter().filter(|(name, value)| name.starts_with("GOOGLE_") && !value.is_empty()) {
        if let Ok(key) = name.to_ascii_lowercase().parse() {
            builder = builder.with_config(key, value);
        }
    }
    let emulator = place
        .vars
        .get("STORAGE_EMULATOR_HOST")
        .map(|host| if host.contains("://") { host.clone() } else { format!("http://{host}") });
    let endpoint = if settings.endpoint.is_empty() { emulator.clone().unwrap_or_default() } else { settings.endpoint.clone() };
    let endpoint = self::endpoint(endpoint)?;
    let mut options = client(settings, &endpoint);
    if packed {
        let name = reqwest::header::ACCEPT_ENCODING;
        options = options.with_default_headers([(name, reqwest::header::HeaderValue::from_static("gzip"))].into_iter().collect());
    }
    builder = builder.with_bucket_name(bucket).with_retry(retry()).with_client_options(options);
    if !endpoint.is_empty() {
        builder = builder.with_base_url(endpoint.trim_end_matches('/'));
    }
    if emulator.is_some() {
        // Without any the crate asks the machine that it runs on for some.
        let credential = GcpCredential { bearer: "emulator".into() };
        builder = builder.with_skip_signature(true).with_credentials(Arc::new(StaticCredentialProvider::new(credential)));
    }
    Ok(Arc::new(builder.build().map_err(|error| cannot(&error))?))
}

fn azure(container: &str, settings: &Settings, place: &Place) -> Result<Arc<dyn ObjectStore>, Failure> {
    let mut builder = MicrosoftAzureBuilder::new();
    for (name, value) in place.vars.iter().filter(|(name, value)| name.starts_with("AZURE_") && !value.is_empty()) {
        if let Ok(key) = name.to_ascii_lowercase().parse() {
            builder = builder.with_config(key, value);
        }
    }
    let mut endpoint = settings.endpoint.clone();
    // `Name=value` pairs, as the portal of Azure shows them.
    for (name, value) in place
        .vars
        .get("AZURE_STORAGE_CONNECTION_STRING")
        .into_iter()
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.split_once('='))
    {
        match name {
            "AccountName" => builder = builder.with_account(value),
            "AccountKey" => builder = builder.with_access_key(value),
            "SharedAccessSignature" => builder = builder.with_config(AzureConfigKey::SasKey, value.trim_start_matches('?')),
            "BlobEndpoint" if endpoint.is_empty() => endpoint = value.to_string(),
            _ => {}
        }
    }
    let endpoint = self::endpoint(endpoint)?;
    builder = builder.with_container_name(container).with_retry(retry()).with_client_options(client(settings, &endpoint));
    if !endpoint.is_empty() {
        builder = builder.with_endpoint(endpoint.trim_end_matches('/').to_string());
    }
    Ok(Arc::new(builder.build().map_err(|error| cannot(&error))?))
}

impl Target for Store {
    fn shown(&self) -> String {
        self.shown.clone()
    }

    fn read(&self, path: &str) -> Result<Option<Object>, Failure> {
        self.runtime.block_on(self.get(path))
    }

    fn write(&self, path: &str, bytes: &[u8], mode: Mode) -> Result<(), Failure> {
        let put = match &mode {
            Mode::Always => PutMode::Overwrite,
            Mode::Create => PutMode::Create,
            Mode::Replace(tag) => {
                let (tag, version) = tag.split_once('\n').unwrap_or((tag, ""));
                let version = (!version.is_empty()).then(|| version.to_string());
                PutMode::Update(UpdateVersion { e_tag: Some(tag.to_string()), version })
            }
        };
        let headers = Headers { cache_control: "no-store".into(), ..headers::of(path, false, "") };
        let options = PutOptions { mode: put, attributes: attributes(&headers), ..PutOptions::default() };
        self.runtime.block_on(self.write_once(path, bytes, options, mode != Mode::Always))
    }

    fn list(&self) -> Result<BTreeMap<String, u64>, Failure> {
        let prefix =
            Path::parse(&self.prefix).map_err(|error| Failure::new(format!("`{}` cannot be a folder: {error}", self.prefix)))?;
        let below = if self.prefix.is_empty() { String::new() } else { format!("{}/", self.prefix) };
        self.runtime.block_on(async {
            let mut listed = self.store.list(Some(&prefix));
            let mut found = BTreeMap::new();
            while let Some(meta) = listed.try_next().await.map_err(|error| self.fail("list", "", &error))? {
                if let Some(path) = meta.location.as_ref().strip_prefix(&below) {
                    found.insert(path.to_string(), meta.size);
                }
            }
            Ok(found)
        })
    }

    fn put(&self, items: &[&Item], seen: Seen) -> Result<(), Failure> {
        self.runtime.block_on(async {
            let sent = futures_util::stream::iter(items).map(|item| async move {
                self.send(item).await?;
                seen(&item.path, item.size)
            });
            sent.buffer_unordered(self.parallel).try_collect::<()>().await
        })
    }

    fn hashes(&self, paths: &[&str], seen: Seen) -> Result<BTreeMap<String, Hash>, Failure> {
        self.runtime.block_on(async {
            let read = futures_util::stream::iter(paths).map(|path| async move {
                let object = self.get(path).await?;
                seen(path, object.as_ref().map_or(0, |object| object.bytes.len() as u64))?;
                Ok::<_, Failure>(object.map(|object| ((*path).to_string(), Hash::of(&object.bytes))))
            });
            let found: Vec<_> = read.buffer_unordered(self.parallel).try_collect().await?;
            Ok(found.into_iter().flatten().collect())
        })
    }

    fn delete(&self, paths: &[String], seen: Seen) -> Result<(), Failure> {
        self.runtime.block_on(async {
            let gone = futures_util::stream::iter(paths).map(|path| async move {
                self.remove(path).await?;
                seen(path, 0)
            });
            gone.buffer_unordered(self.parallel).try_collect::<()>().await
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_no_request_is_told_before_one() {
        for (bucket, cache) in [("Bad Bucket", ""), ("b", "a\nb"), ("b", "öffentlich")] {
            assert!(check(bucket, cache).is_err(), "{bucket} {cache:?}");
        }
        assert!(check("$web", "public, max-age=60").is_ok());
        for bad in ["127.0.0.1:9000", "ftp://h", "https://", "http:///x"] {
            assert!(endpoint(bad.into()).is_err_and(|error| error.to_string().contains("https://")), "{bad}");
        }
        assert!(endpoint(String::new()).is_ok() && endpoint("http://127.0.0.1:9000".into()).is_ok());
    }

    /// A server that fails for ten seconds ends no publication, and one that fails for good ends it.
    #[test]
    fn waits_grow_to_half_a_minute() {
        let RetryConfig { backoff, max_retries, retry_timeout } = retry();
        let (shortest, longest) = (backoff.init_backoff.as_secs_f64(), backoff.max_backoff.as_secs_f64());
        // The middle of what chance gives, and the tenth part of it from below.
        let total = |luck: f64| {
            let next = |wait: f64| (shortest + luck * (backoff.base * wait - shortest)).min(longest);
            (0..max_retries).scan(shortest, |wait, _| Some(std::mem::replace(wait, next(*wait)))).sum::<f64>()
        };
        assert!((25.0..70.0).contains(&total(0.5)), "{}", total(0.5));
        assert!(total(0.4) > 12.0, "{}", total(0.4));
        assert!(retry_timeout.as_secs_f64() > longest * max_retries as f64);
    }
}
