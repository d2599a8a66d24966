//! What `data.html` sees as `page`: the dataset and its files.

use super::head::Head;
use crate::model::Model;
use crate::render::formats::dataset::{DataFile, Lengths, files};
use crate::render::formats::metadata::{Licence, licence_data, script_json};
use serde::Serialize;
use serde_json::{Value, json};

/// The dataset.
#[derive(Debug, Serialize)]
pub struct DataPage {
    /// What stands in the head.
    pub head: Head,
    /// Its files.
    pub files: Vec<DataFile>,
    /// How many files there are.
    pub count: usize,
    /// Under which licence it may be used, or empty.
    pub licence: String,
    /// The same as a name and an address; none if it is not said.
    pub deed: Option<Licence>,
}

/// The values of the data page.
pub fn page(model: &Model, lengths: &Lengths, mut head: Head) -> DataPage {
    let files = files(model, lengths);
    head.linked_data = Some(super::html(&script_json(&linked_data(model, &head, &files))));
    DataPage { head, count: files.len(), files, licence: model.config.licence.clone(), deed: Licence::shown(&model.config.licence) }
}

/// The dataset in the words of schema.org, as catalogues of data read it.
fn linked_data(model: &Model, head: &Head, files: &[DataFile]) -> Value {
    let address = |path: &str| match model.base_url() {
        "" => path.strip_prefix("data/").unwrap_or(path).to_string(),
        _ => model.absolute(&format!("/{path}")),
    };
    let distribution: Vec<Value> = files
        .iter()
        .map(|file| {
            json!({
                "@type": "DataDownload",
                "name": file.name,
                "contentUrl": address(&file.path),
                "encodingFormat": file.media_type,
                "contentSize": format!("{} B", file.bytes),
            })
        })
        .collect();
    let mut data = json!({
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": format!("{}: {}", model.config.title, head.title),
        "description": head.description,
        "inLanguage": model.config.language,
        "creator": { "@type": "Organization", "name": model.config.publisher_name() },
        "isAccessibleForFree": true,
        "distribution": distribution,
    });
    if let Value::Object(data) = &mut data {
        for name in ["url", "@id"].into_iter().filter(|_| !head.canonical.is_empty()) {
            data.insert(name.into(), head.canonical.as_str().into());
        }
        if let Some(licence) = licence_data(&model.config.licence) {
            data.insert("license".into(), licence);
        }
    }
    data
}
