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
            // Nothing, whatever it would be of: no type has itself in it through that.
            TypeDef::Array(array) if array.len == 0 => Shape::Fixed(0),
            TypeDef::Array(array) => {
                let (each, count) = (array.type_param.id, array.len);
                self.find(types, each, depth);
                let length = usize::try_from(count).ok().zip(self.fixed(each));
                let length = length.and_then(|(count, each)| count.checked_mul(each));
                length.map_or(Shape::Array(count, each), Shape::Fixed)
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
        let one = |id: u32, rest: &mut &[u8]| {
            let (shape, before) = (self.get(id), rest.len());
            self.skip(shape, rest, depth)?;
            // What has no fixed length has at least one byte, so that lists end with the bytes; types that say otherwise are of a node
            // that wants us to count for ever.
            (matches!(shape, Shape::Fixed(_)) || rest.len() < before).then_some(())
        };
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
mod tests;
