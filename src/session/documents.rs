//! The first memory: parsed files. A file is parsed again when its text, its kind or the options of Markdown change.

use super::Parsed;
use super::floors::{self, Place};
use crate::base::{FilePath, Hash, SHARE};
use crate::config::Config;
use crate::document::{Document, Kind, Options};
use crate::files::{File, Files};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// What a parsed file is known by: nothing else can change what parsing it gives.
type ParseKey = (Option<Kind>, String, String, Hash);

fn key(place: &Place, file: &File) -> ParseKey {
    (floors::kind(place), file.path.extension(), floors::language(place), file.hash)
}

/// The files below `content/` as they were parsed last; what no file holds any more is forgotten at once.
#[derive(Default)]
pub(super) struct Documents {
    options: Options,
    config: Option<Arc<Config>>,
    /// Every file below `content/`, in order of path.
    files: Vec<Arc<File>>,
    /// Texts that are there and were not read: they make a report's folder of theirs all the same.
    refused: Vec<FilePath>,
    /// Those that hold records, with their position in `files`.
    parsed: Vec<(usize, Parsed)>,
}

impl Documents {
    /// How many parsed files are kept.
    pub fn len(&self) -> usize {
        self.parsed.len()
    }

    /// Parses what is new and takes the rest from before.
    pub fn update(&mut self, files: &Files, config: &Arc<Config>) -> Vec<Parsed> {
        let options = floors::options(config);
        let now: Vec<Arc<File>> = files.below("content").cloned().collect();
        let refused: Vec<FilePath> = files.refused_texts().cloned().collect();
        let same_config = self.config.as_ref().is_some_and(|old| Arc::ptr_eq(old, config));
        let same_paths = now.len() == self.files.len() && now.iter().zip(&self.files).all(|(new, old)| new.path == old.path);
        if same_config && same_paths && refused == self.refused {
            for (at, parsed) in &mut self.parsed {
                let (new, old) = (&now[*at], &self.files[*at]);
                if !Arc::ptr_eq(new, old) && new.hash != old.hash {
                    let kind = floors::kind(&parsed.place);
                    let options = floors::options_at(&parsed.place, &options);
                    parsed.document = Arc::new(floors::parse(kind, &new.path.extension(), &new.bytes, &options));
                }
            }
        } else {
            self.parsed = self.parse(&now, &refused, config, &options);
        }
        (self.files, self.refused) = (now, refused);
        self.options = options;
        self.config = Some(config.clone());
        self.parsed.iter().map(|(_, parsed)| parsed.clone()).collect()
    }

    /// Parses all files, but for those whose text is known.
    fn parse(&self, files: &[Arc<File>], refused: &[FilePath], config: &Config, options: &Options) -> Vec<(usize, Parsed)> {
        let mut known: FxHashMap<ParseKey, Arc<Document>> = FxHashMap::default();
        if *options == self.options {
            for (at, parsed) in &self.parsed {
                let file = &self.files[*at];
                known.insert(key(&parsed.place, file), parsed.document.clone());
            }
        }
        let wanted: Vec<(usize, Place)> = floors::wanted(files, refused, config);
        let parse = |(at, place): (usize, Place)| {
            let file = &files[at];
            let document = known.get(&key(&place, file)).cloned();
            let document = document.unwrap_or_else(|| {
                let options = floors::options_at(&place, options);
                Arc::new(floors::parse(floors::kind(&place), &file.path.extension(), &file.bytes, &options))
            });
            (at, floors::parsed(file.path.clone(), Arc::new(place), document))
        };
        wanted.into_par_iter().with_max_len(SHARE).map(parse).collect()
    }
}
