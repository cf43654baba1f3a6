//! Where each event of a block ends, by the shapes of its runtime's types, which are found once for each runtime: whoever looks for
//! one pallet's events steps over the others' without making values of them.
//! Source: SCALE, and the events of a block as pallet System stores them (`Vec<EventRecord>`). Limits: types within each other up to
//! [`DEPTH_MAX`]; what is longer than its bytes, or has an event or a variant that the runtime does not know, is unreadable.

use scale::{Compact, Decode};
use scale_info::form::PortableForm;
use scale_info::{Field, PortableRegistry, TypeDef, TypeDefPrimitive};
use subxt::Metadata;

/// How deep a value may be: a type can have itself in it, and so bytes of a node could ask for as deep a stack as they are long.
const DEPTH_MAX: u32 = 128;
/// The length of a topic.
const TOPIC: usize = 32;

/// What an event is to whoever looks for a contract's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A contract emitted something.
    Emitted,
    /// A contract got other code, or was removed.
    Replaced,
    /// Everything else.
    Other,
}

impl Kind {
    fn of(pallet: &str, event: &str) -> Kind {
        match (pallet, event) {
            ("Contracts", "ContractEmitted") => Kind::Emitted,
            ("Contracts", "ContractCodeUpdated" | "Terminated") => Kind::Replaced,
            _ => Kind::Other,
        }
    }
}

/// An event in the bytes of its block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'a> {
    /// Its place among all events of the block.
    pub place: u32,
    /// What it is.
    pub kind: Kind,
    /// Its fields, one after the other.
    pub fields: &'a [u8],
    /// Its topics.
    pub topics: &'a [[u8; TOPIC]],
}

/// How to step over the events of one runtime.
#[derive(Debug)]
pub(super) struct Plan {
    shapes: Shapes,
    /// By the numbers of pallet and event; `None` where the runtime has none of that number.
    events: Vec<Vec<Option<(Kind, Shape)>>>,
}

impl Plan {
    /// Of a runtime by its metadata.
    pub(super) fn of(metadata: &Metadata) -> Plan {
        let mut shapes = Shapes::default();
        let mut events: Vec<Vec<Option<(Kind, Shape)>>> = Vec::new();
        for pallet in metadata.pallets() {
            for event in pallet.event_variants().unwrap_or_default() {
                let fields = shapes.fields(metadata.types(), &event.fields, DEPTH_MAX);
                let of_pallet = slot(&mut events, pallet.event_index());
                *slot(of_pallet, event.index) = Some((Kind::of(pallet.name(), &event.name), fields));
            }
        }
        Plan { shapes, events }
    }

    /// The events in the bytes of a block, in their order; an error, by the place of the event, is the last.
    pub(super) fn events<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = Result<Seen<'a>, u32>> {
        let mut rest = bytes;
        let count = Compact::<u32>::decode(&mut rest);
        let mut places = 0..count.as_ref().map_or(1, |count| count.0);
        let mut is_over = false;
        std::iter::from_fn(move || {
            let place = places.next().filter(|_| !is_over)?;
            let seen = count.is_ok().then(|| self.next(place, &mut rest)).flatten();
            is_over = seen.is_none();
            Some(seen.ok_or(place))
        })
    }

    /// The event with which `rest` begins, which is then what comes after it.
    fn next<'a>(&self, place: u32, rest: &mut &'a [u8]) -> Option<Seen<'a>> {
        // The transaction that it belongs to, or none: in the end, or in the beginning of the block.
        match take(rest, 1)?[0] {
            0 => pass(rest, size_of::<u32>())?,
            1 | 2 => {}
            _ => return None,
        }
        let numbers = take(rest, 2)?;
        let of_pallet = self.events.get(usize::from(numbers[0]))?;
        let (kind, shape) = of_pallet.get(usize::from(numbers[1]))?.as_ref()?;
        let whole = *rest;
        self.shapes.skip(shape, rest, DEPTH_MAX)?;
        let fields = &whole[..whole.len() - rest.len()];
        let topics = usize::try_from(Compact::<u32>::decode(rest).ok()?.0).ok()?;
        let topics = take(rest, topics.checked_mul(TOPIC)?)?;
        Some(Seen {
            place,
            kind: *kind,
            fields,
            topics: topics.as_chunks().0,
        })
    }
}

/// The place of that number, made where it is not there yet.
fn slot<T: Default>(list: &mut Vec<T>, number: u8) -> &mut T {
    let number = usize::from(number);
    if list.len() <= number {
        list.resize_with(number + 1, T::default);
    }
    &mut list[number]
}

/// The first `length` bytes of `rest`, which is then what comes after them.
fn take<'a>(rest: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(taken)
}

/// The same, of bytes that nobody looks at.
fn pass(rest: &mut &[u8], length: usize) -> Option<()> {
    *rest = rest.get(length..)?;
    Some(())
}

/// How long a value is.
#[derive(Debug, Clone)]
enum Shape {
    /// So many bytes, whatever its value.
    Fixed(usize),
    /// One after the other: numbers of types.
    Parts(Vec<u32>),
    /// So many of one type.
    Array(u32, u32),
    /// How many, and then those of one type.
    Sequence(u32),
    /// How many, and then so many bytes.
    Bytes,
    /// Which, and then its parts.
    Variants(Vec<Option<Shape>>),
    /// A whole number, as short as it can be.
    Compact,
    /// How many bits, and then those, in units of so many bytes.
    Bits(usize),
    /// A type that is not known, or not yet.
    Unknown,
}

/// The shapes of a runtime's types, by their numbers, as far as events have them.
#[derive(Debug, Default)]
struct Shapes(Vec<Shape>);

impl Shapes {
    fn get(&self, id: u32) -> &Shape {
        let shape = usize::try_from(id).ok().and_then(|id| self.0.get(id));
        shape.unwrap_or(&Shape::Unknown)
    }

    fn set(&mut self, id: u32, shape: Shape) {
        let Ok(id) = usize::try_from(id) else { return };
        if self.0.len() <= id {
            self.0.resize(id + 1, Shape::Unknown);
        }
        self.0[id] = shape;
    }

    /// The length of a type, where all its values have the same.
    fn fixed(&self, id: u32) -> Option<usize> {
        match self.get(id) {
            Shape::Fixed(length) => Some(*length),
            _ => None,
        }
    }

    fn fields(&mut self, types: &PortableRegistry, fields: &[Field<PortableForm>], depth: u32) -> Shape {
        self.parts(types, fields.iter().map(|field| field.ty.id).collect(), depth)
    }

    fn parts(&mut self, types: &PortableRegistry, parts: Vec<u32>, depth: u32) -> Shape {
        for part in &parts {
            self.find(types, *part, depth);
        }
        let mut lengths = parts.iter().map(|part| self.fixed(*part));
        let fixed = lengths.try_fold(0usize, |sum, length| sum.checked_add(length?));
        fixed.map_or(Shape::Parts(parts), Shape::Fixed)
    }

    /// Finds the shape of a type, and of those in it, so many levels down; what lies deeper is found from elsewhere or stays unknown.
    fn find(&mut self, types: &PortableRegistry, id: u32, depth: u32) {
        let Some(depth) = depth.checked_sub(1) else { return };
        let (Shape::Unknown, Some(found)) = (self.get(id), types.resolve(id)) else {
            return;
        };
        // A type that has itself in it meets this, which is right: it has no fixed length.
        self.set(id, Shape::Parts(vec![id]));
        let shape = match &found.type_def {
            TypeDef::Composite(whole) => self.fields(types, &whole.fields, depth),
            TypeDef::Tuple(whole) => {
                self.parts(types, whole.fields.iter().map(|field| field.id).collect(), depth)
            }
            TypeDef::Variant(all) => {
                let mut variants = Vec::new();
                for variant in &all.variants {
                    *slot(&mut variants, variant.index) = Some(self.fields(types, &variant.fields, depth));
                }
                Shape::Variants(variants)
            }
            TypeDef::Array(array) => {
                let (each, count) = (array.type_param.id, array.len);
                self.find(types, each, depth);
                let length = usize::try_from(count).ok().zip(self.fixed(each));
                match length.and_then(|(count, each)| count.checked_mul(each)) {
                    Some(length) => Shape::Fixed(length),
                    None if count == 0 => Shape::Fixed(0),
                    None => Shape::Array(count, each),
                }
            }
            TypeDef::Sequence(sequence) => {
                let each = sequence.type_param.id;
                self.find(types, each, depth);
                match self.fixed(each) {
                    Some(1) => Shape::Bytes,
                    _ => Shape::Sequence(each),
                }
            }
            TypeDef::Compact(number) => {
                self.find(types, number.type_param.id, depth);
                match self.fixed(number.type_param.id) {
                    // A number of nothing is nothing.
                    Some(0) => Shape::Fixed(0),
                    _ => Shape::Compact,
                }
            }
            TypeDef::BitSequence(bits) => {
                let unit = bits.bit_store_type.id;
                self.find(types, unit, depth);
                self.fixed(unit).map_or(Shape::Unknown, Shape::Bits)
            }
            TypeDef::Primitive(primitive) => of_primitive(primitive),
        };
        self.set(id, shape);
    }

    /// Steps over a value; `None` where the bytes are none.
    fn skip(&self, shape: &Shape, rest: &mut &[u8], depth: u32) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        let one = |id: u32, rest: &mut &[u8]| self.skip(self.get(id), rest, depth);
        match shape {
            Shape::Fixed(length) => pass(rest, *length),
            Shape::Parts(parts) => parts.iter().try_for_each(|part| one(*part, rest)),
            Shape::Array(count, each) => (0..*count).try_for_each(|_| one(*each, rest)),
            Shape::Bytes => {
                let length = count(rest)?;
                pass(rest, length)
            }
            Shape::Sequence(each) => {
                let count = count(rest)?;
                match self.fixed(*each) {
                    Some(length) => pass(rest, count.checked_mul(length)?),
                    // What has no fixed length has at least one byte, so this ends with the bytes.
                    None => (0..count).try_for_each(|_| one(*each, rest)),
                }
            }
            Shape::Variants(variants) => {
                let which = take(rest, 1)?[0];
                let fields = variants.get(usize::from(which))?.as_ref()?;
                self.skip(fields, rest, depth)
            }
            Shape::Compact => {
                let first = *rest.first()?;
                let length = match first & 0b11 {
                    0b00 => 1,
                    0b01 => 2,
                    0b10 => 4,
                    _ => usize::from(first >> 2) + 5,
                };
                pass(rest, length)
            }
            Shape::Bits(unit) => {
                let units = count(rest)?.div_ceil(unit.checked_mul(8)?.max(1));
                pass(rest, units.checked_mul(*unit)?)
            }
            Shape::Unknown => None,
        }
    }
}

/// How many there are in a sequence that `rest` begins with.
fn count(rest: &mut &[u8]) -> Option<usize> {
    usize::try_from(Compact::<u32>::decode(rest).ok()?.0).ok()
}

fn of_primitive(primitive: &TypeDefPrimitive) -> Shape {
    use TypeDefPrimitive as P;
    let bytes = match primitive {
        P::Str => return Shape::Bytes,
        P::Bool | P::U8 | P::I8 => 1,
        P::U16 | P::I16 => 2,
        P::Char | P::U32 | P::I32 => 4,
        P::U64 | P::I64 => 8,
        P::U128 | P::I128 => 16,
        P::U256 | P::I256 => 32,
    };
    Shape::Fixed(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use scale::Encode;
    use scale_info::{MetaType, Registry, TypeInfo};

    use super::*;

    #[derive(Debug, Clone, Encode, TypeInfo)]
    enum Inner {
        #[codec(index = 0)]
        Nothing,
        #[codec(index = 3)]
        Words(Vec<String>, Option<bool>),
        #[codec(index = 250)]
        Deeper(Vec<Inner>),
        #[codec(index = 7)]
        Numbers {
            #[codec(compact)]
            small: u32,
            #[codec(compact)]
            large: u128,
            #[codec(compact)]
            none: (),
        },
    }

    #[derive(Debug, Clone, Encode, TypeInfo)]
    struct Outer {
        fixed: ([u8; 32], u64, i128, bool, ()),
        bytes: Vec<u8>,
        pairs: Vec<(u16, u32)>,
        empty: Vec<()>,
        each: [Option<u64>; 3],
        none: [String; 0],
        result: Result<(), (u8, String)>,
        inner: Inner,
    }

    fn shape_of<T: TypeInfo + 'static>() -> (Shapes, Shape) {
        let mut registry = Registry::new();
        let id = registry.register_type(&MetaType::new::<T>()).id;
        let types = PortableRegistry::from(registry);
        let mut shapes = Shapes::default();
        shapes.find(&types, id, DEPTH_MAX);
        let shape = shapes.get(id).clone();
        (shapes, shape)
    }

    fn inner() -> impl Strategy<Value = Inner> {
        let flat = prop_oneof![
            Just(Inner::Nothing),
            (proptest::collection::vec(".{0,20}", 0..4), any::<Option<bool>>())
                .prop_map(|(words, yes)| Inner::Words(words, yes)),
            (any::<u32>(), any::<u128>(), 0..128u32).prop_map(|(small, large, shift)| Inner::Numbers {
                small: small >> (shift % 32),
                large: large >> shift,
                none: (),
            }),
        ];
        flat.prop_recursive(4, 16, 4, |inner| {
            proptest::collection::vec(inner, 0..4).prop_map(Inner::Deeper)
        })
    }

    fn outer() -> impl Strategy<Value = Outer> {
        (
            any::<([u8; 32], u64, i128, bool)>(),
            proptest::collection::vec(any::<u8>(), 0..100),
            proptest::collection::vec(any::<(u16, u32)>(), 0..70),
            0..5usize,
            any::<[Option<u64>; 3]>(),
            any::<Result<(), (u8, String)>>(),
            inner(),
        )
            .prop_map(|(fixed, bytes, pairs, empty, each, result, inner)| Outer {
                fixed: (fixed.0, fixed.1, fixed.2, fixed.3, ()),
                bytes,
                pairs,
                empty: vec![(); empty],
                each,
                none: [],
                result,
                inner,
            })
    }

    proptest! {
        #[test]
        fn a_value_is_stepped_over_to_its_end_and_never_past_its_bytes(value in outer(), after in any::<[u8; 3]>()) {
            let (shapes, shape) = shape_of::<Outer>();
            let own = value.encode();
            let bytes = [&own[..], &after[..]].concat();
            let mut rest = &bytes[..];
            prop_assert_eq!(shapes.skip(&shape, &mut rest, DEPTH_MAX), Some(()));
            prop_assert_eq!(rest, &after[..]);
            // A part of it ends too early wherever it is cut.
            for length in 0..own.len() {
                prop_assert_eq!(shapes.skip(&shape, &mut &own[..length], DEPTH_MAX), None);
            }
        }

        #[test]
        fn whatever_bytes_there_are_they_are_stepped_over_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let (shapes, shape) = shape_of::<Outer>();
            let _either = shapes.skip(&shape, &mut &bytes[..], DEPTH_MAX);
        }
    }

    #[test]
    fn a_value_that_is_deeper_than_any_is_refused_instead_of_followed() {
        let (shapes, shape) = shape_of::<Inner>();
        // Each a list of one, in which is a list of one.
        let deep = [250u8, 4].repeat(1_000_000);
        assert_eq!(shapes.skip(&shape, &mut &deep[..], DEPTH_MAX), None);
        let mut few = [250u8, 4].repeat(10);
        few.push(0);
        assert_eq!(shapes.skip(&shape, &mut &few[..], DEPTH_MAX), Some(()));
    }

    #[test]
    fn a_variant_that_a_type_does_not_have_is_refused() {
        let (shapes, shape) = shape_of::<Inner>();
        for which in [1u8, 2, 8, 251] {
            assert_eq!(shapes.skip(&shape, &mut &[which, 0, 0, 0][..], DEPTH_MAX), None);
        }
    }

    /// Two pallets: the one's event has a list of bytes, the other's is a contract's.
    fn plan() -> Plan {
        let mut events = Vec::new();
        *slot(slot(&mut events, 3), 1) = Some((Kind::Other, Shape::Bytes));
        *slot(slot(&mut events, 8), 0) = Some((Kind::Emitted, Shape::Fixed(2)));
        let shapes = Shapes::default();
        Plan { shapes, events }
    }

    #[test]
    fn the_events_of_a_block_are_found_in_their_places_with_their_topics() {
        let records: [&[u8]; 3] = [
            // In the beginning of the block.
            &[2, 3, 1, 12, 7, 7, 7, 0],
            // Of the transaction 5, with one topic.
            &[&[0, 5, 0, 0, 0, 8, 0, 1, 2, 4][..], &[9; 32]].concat(),
            &[1, 8, 0, 3, 4, 0],
        ];
        let plan = plan();
        let block = [&[12][..], &records.concat()].concat();
        let seen: Vec<Seen> = plan.events(&block).map(Result::unwrap).collect();
        let of = |place: usize| (seen[place].place, seen[place].kind, seen[place].fields.to_vec());
        assert_eq!(of(0), (0, Kind::Other, vec![12, 7, 7, 7]));
        assert_eq!(of(1), (1, Kind::Emitted, vec![1, 2]));
        assert_eq!(of(2), (2, Kind::Emitted, vec![3, 4]));
        assert_eq!(seen[1].topics, [[9; 32]]);
        assert!(seen[0].topics.is_empty() && seen[2].topics.is_empty());
        assert_eq!(seen.len(), 3);
        // One byte less, an event less than is said, an event or a phase of another number: what is wrong is the last.
        let mut unknown = block.clone();
        unknown[2] = 4;
        let mut phase = block.clone();
        phase[9] = 3;
        let more = [&[16][..], &records.concat()].concat();
        for (bytes, place) in [
            (&block[..block.len() - 1], 2),
            (&more[..], 3),
            (&unknown[..], 0),
            (&phase[..], 1),
            (&[][..], 0),
        ] {
            let all: Vec<_> = plan.events(bytes).collect();
            assert_eq!(all.last().and_then(|last| last.as_ref().err()), Some(&place));
            assert_eq!(all.len(), usize::try_from(place).unwrap() + 1);
        }
    }
}
