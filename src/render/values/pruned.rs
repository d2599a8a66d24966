//! Values made of those parts only that a template may reach.

use crate::render::theme::Wanted;
use serde::ser::{Serialize, SerializeStruct, Serializer};
use tera::Value;

/// A value as templates see it, without the fields that none of them names.
pub fn value<T: Serialize>(value: &T, wanted: &Wanted) -> Value {
    if wanted.is_whole() { Value::from_serializable(value) } else { Value::from_serializable(&Pruned { value, wanted }) }
}

/// A value of which some fields are left out; lists and maps are whole.
struct Pruned<'a, T: ?Sized> {
    value: &'a T,
    wanted: &'a Wanted,
}

impl<T: Serialize + ?Sized> Serialize for Pruned<'_, T> {
    fn serialize<S: Serializer>(&self, inner: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(Pruner { inner, wanted: self.wanted })
    }
}

/// Hands on to another serializer what is wanted.
struct Pruner<'a, S> {
    inner: S,
    wanted: &'a Wanted,
}

/// Methods that hand on what they are given.
macro_rules! hand_on {
    ($($method:ident($($arg:ident: $type:ty),*) -> $result:ident;)*) => {
        $(fn $method(self, $($arg: $type),*) -> Result<Self::$result, S::Error> {
            self.inner.$method($($arg),*)
        })*
    };
}

impl<'a, S: Serializer> Serializer for Pruner<'a, S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = S::SerializeSeq;
    type SerializeTuple = S::SerializeTuple;
    type SerializeTupleStruct = S::SerializeTupleStruct;
    type SerializeTupleVariant = S::SerializeTupleVariant;
    type SerializeMap = S::SerializeMap;
    type SerializeStruct = Pruner<'a, S::SerializeStruct>;
    type SerializeStructVariant = S::SerializeStructVariant;

    hand_on! {
        serialize_bool(v: bool) -> Ok;
        serialize_i8(v: i8) -> Ok;
        serialize_i16(v: i16) -> Ok;
        serialize_i32(v: i32) -> Ok;
        serialize_i64(v: i64) -> Ok;
        serialize_u8(v: u8) -> Ok;
        serialize_u16(v: u16) -> Ok;
        serialize_u32(v: u32) -> Ok;
        serialize_u64(v: u64) -> Ok;
        serialize_f32(v: f32) -> Ok;
        serialize_f64(v: f64) -> Ok;
        serialize_char(v: char) -> Ok;
        serialize_str(v: &str) -> Ok;
        serialize_bytes(v: &[u8]) -> Ok;
        serialize_none() -> Ok;
        serialize_unit() -> Ok;
        serialize_unit_struct(name: &'static str) -> Ok;
        serialize_unit_variant(name: &'static str, index: u32, variant: &'static str) -> Ok;
        serialize_seq(len: Option<usize>) -> SerializeSeq;
        serialize_tuple(len: usize) -> SerializeTuple;
        serialize_tuple_struct(name: &'static str, len: usize) -> SerializeTupleStruct;
        serialize_map(len: Option<usize>) -> SerializeMap;
        serialize_tuple_variant(name: &'static str, index: u32, variant: &'static str, len: usize) -> SerializeTupleVariant;
        serialize_struct_variant(name: &'static str, index: u32, variant: &'static str, len: usize) -> SerializeStructVariant;
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.inner.serialize_some(&Pruned { value, wanted: self.wanted })
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Result<S::Ok, S::Error> {
        self.inner.serialize_newtype_struct(name, value)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.inner.serialize_newtype_variant(name, index, variant, value)
    }

    fn serialize_struct(self, name: &'static str, len: usize) -> Result<Self::SerializeStruct, S::Error> {
        let inner = self.inner.serialize_struct(name, self.wanted.count(len))?;
        Ok(Pruner { inner, wanted: self.wanted })
    }
}

impl<S: SerializeStruct> SerializeStruct for Pruner<'_, S> {
    type Ok = S::Ok;
    type Error = S::Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), S::Error> {
        match self.wanted.part(key) {
            None => Ok(()),
            Some(wanted) if wanted.is_whole() => self.inner.serialize_field(key, value),
            Some(wanted) => self.inner.serialize_field(key, &Pruned { value, wanted }),
        }
    }

    fn end(self) -> Result<S::Ok, S::Error> {
        self.inner.end()
    }
}
