//! What most values of a kind do not have.

use std::ops::Deref;

/// Fields that most records leave out: where all are left out they take the room of a pointer, and read as `T::NONE`.
#[derive(Debug, Clone)]
pub struct Rare<T>(Option<Box<T>>);

/// What has a value that says nothing.
pub trait Silent: PartialEq + 'static {
    /// It.
    const NONE: &'static Self;
}

impl<T> Default for Rare<T> {
    fn default() -> Self {
        Rare(None)
    }
}

impl<T: Silent> From<T> for Rare<T> {
    fn from(value: T) -> Self {
        Rare((value != *T::NONE).then(|| Box::new(value)))
    }
}

impl<T: Silent> Deref for Rare<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_deref().unwrap_or(T::NONE)
    }
}

impl<T: Silent + Clone> Rare<T> {
    /// Changes it.
    pub fn edit<R>(&mut self, change: impl FnOnce(&mut T) -> R) -> R {
        let mut value = self.0.take().map_or_else(|| T::NONE.clone(), |value| *value);
        let result = change(&mut value);
        *self = value.into();
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Silent for Vec<u8> {
        const NONE: &'static Self = &Vec::new();
    }

    #[test]
    fn what_says_nothing_takes_no_room() {
        let mut rare: Rare<Vec<u8>> = vec![].into();
        assert!(rare.0.is_none() && rare.is_empty() && Rare::<Vec<u8>>::default().is_empty());
        assert_eq!(
            rare.edit(|list| {
                list.push(7);
                list.len()
            }),
            1
        );
        assert_eq!((&*rare, &*rare.clone()), (&vec![7], &vec![7]));
        rare.edit(Vec::clear);
        assert!(rare.0.is_none());
    }
}
