//! What nobody tells the worker, and it must look for itself: that another folder stands in the place of the site's, and that
//! another day has begun.

use super::{Told, Worker};
use crate::serve::gather::{Gather, Seen};
use crate::serve::show::Lens;
use crate::serve::watch::{self, Watch};
use crate::session::Site;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How often it looks.
pub(super) const OFTEN: Duration = Duration::from_secs(1);

impl Worker {
    /// Looks at the folder and at the clock; whether the folder is another than before.
    pub(super) fn look_round(&mut self, watch: Option<&mut Watch>, gather: &mut Gather) -> bool {
        let state = self.workshop.state();
        let zone = &state.sites[&Lens::Own].model.config.time_zone;
        let day = (self.workshop.options.day)(zone);
        if day != self.session.settings().today {
            (self.workshop.options.tell)(Told::Day(day));
            self.update(&state, Vec::new(), Instant::now());
        }
        // While there is none, what was read last is shown.
        let folder = watch::identity(&self.workshop.root);
        if folder.is_none() || folder == self.folder {
            return false;
        }
        self.folder = folder;
        (self.workshop.options.tell)(Told::Replaced);
        if let Some(Err(error)) = watch.map(Watch::again) {
            (self.workshop.options.tell)(Told::Trouble(format!("cannot watch the folder: {error}")));
        }
        gather.note(Seen::Everything, Instant::now());
        true
    }

    /// A site that was just made, as of the day that it is in its time zone: chancery.yaml may name another than before.
    pub(super) fn of_today(&mut self, site: Arc<Site>) -> Arc<Site> {
        let day = (self.workshop.options.day)(&site.model.config.time_zone);
        if day == self.session.settings().today {
            return site;
        }
        self.session.turn_to(day);
        self.session.update([])
    }
}
