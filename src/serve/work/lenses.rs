//! The site as it is seen through other lenses: who waits for one, and which are kept ready.

use super::{Worker, kept};
use crate::model::Settings;
use crate::serve::show::Lens;
use crate::session::Site;
use std::sync::Arc;

/// Lenses that are kept ready until the next edit, though no tab looks through them.
const MOST_LENSES: usize = 3;

impl Worker {
    /// The site as it is now, as seen through a lens.
    pub(super) fn through(&mut self, lens: Lens) -> Arc<Site> {
        let own = self.session.settings().clone();
        match lens {
            Lens::Own => self.session.site_with(&own),
            Lens::Public(today) => self.session.site_with(&Settings { today, drafts: false, ..own }),
        }
    }

    /// The lens that somebody still waits for; of several the one that was asked for last.
    pub(super) fn wanted(&mut self) -> Option<Lens> {
        self.wants.retain(|(_, asker)| asker.strong_count() > 0);
        let state = self.workshop.state();
        self.wants.iter().rev().map(|(lens, _)| *lens).find(|lens| !state.sites.contains_key(lens))
    }

    /// Makes the site as seen through a lens, which is kept ready with the last few.
    pub(super) fn want(&mut self, lens: Lens) {
        self.lenses.retain(|other| *other != lens);
        self.lenses.push(lens);
        if self.lenses.len() > MOST_LENSES {
            self.lenses.remove(0);
        }
        let before = self.workshop.state();
        if before.sites.contains_key(&lens) {
            return;
        }
        let looked = self.workshop.tabs.lenses();
        let mut sites = before.sites.clone();
        sites.retain(|other, _| *other == Lens::Own || looked.contains(other) || self.lenses.contains(other));
        sites.insert(lens, self.through(lens));
        let mut state = before.with(sites, before.effects.clone());
        state.prepared.extend(before.prepared.iter().map(kept));
        self.send(state);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Note, Workshop};
    use super::*;
    use crate::base::FilePath;
    use crate::serve::gather::Seen;
    use crate::serve::{Options, Told};
    use std::sync::mpsc::channel;
    use std::sync::{Mutex, OnceLock};
    use std::time::Duration;

    #[test]
    fn edits_come_before_lenses_and_nothing_is_made_for_who_has_gone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = FilePath::new("content/pages/a.md").expect("a path");
        let write = |text: &str| std::fs::write(folder.path().join(path.as_str()), text).expect("written");
        std::fs::create_dir_all(folder.path().join("content/pages")).expect("made");
        std::fs::write(folder.path().join("chancery.yaml"), "title: T\n").expect("written");
        write("---\ntitle: A\n---\nWords.\n");
        // Through which lenses there is a site when an edit is shown.
        let there: Arc<Mutex<Vec<Vec<Lens>>>> = Arc::default();
        let known: Arc<OnceLock<Arc<Workshop>>> = Arc::default();
        let (note, of) = (there.clone(), known.clone());
        let tell = Arc::new(move |told| {
            if let (Told::Updated { .. }, Some(workshop)) = (told, of.get()) {
                note.lock().expect("nobody failed").push(workshop.state().sites.keys().copied().collect());
            }
        });
        let settings = Settings { today: (2026, 1, 1), drafts: true, base_url: None };
        let day = Arc::new(|_: &str| (2026, 1, 1));
        let options = Options { settings, day, allowed: Vec::new(), port: 0, host: None, editor: None, follow: false, tell };
        let (sender, notes) = channel();
        let (workshop, worker) = Workshop::open(options, folder.path().to_path_buf(), sender).expect("opened");
        let _ = known.set(workshop.clone());

        let [gone, first, last] = [1, 2, 3].map(|day| Lens::Public((2025, 1, day)));
        let (left, asker) = (Arc::new(()), Arc::new(()));
        workshop.note(Note::Want(gone, Arc::downgrade(&left)));
        drop(left);
        workshop.note(Note::Want(first, Arc::downgrade(&asker)));
        workshop.note(Note::Want(last, Arc::downgrade(&asker)));
        write("---\ntitle: A\n---\nOther words.\n");
        workshop.note(Note::Seen(Seen::Settled(path.clone())));
        let thread = std::thread::Builder::new().stack_size(64 << 20).spawn(move || worker.run(&notes, None)).expect("it runs");
        let made = |lens: Lens| workshop.state().sites.contains_key(&lens);
        assert!((0..6_000).any(|_| made(first) && made(last) || (std::thread::sleep(Duration::from_millis(10)), false).1));
        assert_eq!(*there.lock().expect("nobody failed"), [vec![Lens::Own]]);
        assert!(!made(gone));
        workshop.note(Note::Stop);
        thread.join().expect("it ended well");
    }
}
