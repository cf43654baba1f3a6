use proptest::prelude::*;
use scale::Encode;
use scale_info::interner::UntrackedSymbol;
use scale_info::{
    MetaType, Path, PortableType, Registry, Type, TypeDefArray, TypeDefSequence, TypeDefTuple, TypeInfo,
};

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

/// Types by their definitions, each under the number of its place.
fn registry(definitions: impl IntoIterator<Item = TypeDef<PortableForm>>) -> PortableRegistry {
    let types = (0u32..).zip(definitions).map(|(id, definition)| {
        let ty = Type::new(Path::default(), Vec::new(), definition, Vec::new());
        PortableType::new(id, ty)
    });
    PortableRegistry {
        types: types.collect(),
    }
}

fn tuple(parts: &[u32]) -> TypeDef<PortableForm> {
    let parts = parts.iter().map(|id| UntrackedSymbol::from(*id));
    TypeDefTuple::new_portable(parts).into()
}

fn array(count: u32, each: u32) -> TypeDef<PortableForm> {
    TypeDefArray::new(count, each.into()).into()
}

fn list(of: u32) -> TypeDef<PortableForm> {
    TypeDefSequence::new(of.into()).into()
}

/// Steps over a value of the type of that number, of which the shape was found first; what is left.
fn left(types: &PortableRegistry, id: u32, mut rest: &[u8]) -> Option<usize> {
    let mut shapes = Shapes::default();
    shapes.find(types, id, DEPTH_MAX);
    shapes.skip(shapes.get(id), &mut rest, DEPTH_MAX)?;
    Some(rest.len())
}

#[test]
fn types_that_lie_deeper_in_each_other_than_any_are_refused_instead_of_followed() {
    // A list of bytes, in a tuple, in a tuple …
    const DEEPEST: u32 = 100_000;
    let one = TypeDef::from(TypeDefPrimitive::U8);
    let within = (1..=DEEPEST).map(|place| tuple(&[place]));
    let types = registry([one, list(0)].into_iter().chain(within));
    assert_eq!(left(&types, 100, &[8, 1, 2, 3]), Some(1));
    for id in [DEPTH_MAX + 10, DEEPEST, DEEPEST + 1] {
        assert_eq!(left(&types, id, &[8, 1, 2, 3]), None, "{id}");
    }
    // One that is nothing but itself, one that is the next one, and one that is not there.
    let types = registry([tuple(&[0]), tuple(&[2]), tuple(&[1]), tuple(&[9])]);
    for id in 0..5 {
        assert_eq!(left(&types, id, &[0; 99]), None, "{id}");
    }
}

#[test]
fn an_array_is_as_long_as_all_that_it_has_in_it_however_many_that_are() {
    let many = u32::MAX;
    let types = registry([
        TypeDefPrimitive::U64.into(),
        TypeDefPrimitive::Str.into(),
        array(3, 0),
        array(2, 1),
        array(many, 0),
        array(many, 4),
        array(many, 1),
        array(0, 5),
        array(many, 7),
        array(2, 3),
    ]);
    for (id, bytes, expected) in [
        (2, vec![0; 25], Some(1)),
        (2, vec![0; 23], None),
        (3, vec![4, b'a', 0, 9], Some(1)),
        (3, vec![4, b'a'], None),
        // More than there is of anything: it is not counted, nor is room made for it.
        (4, vec![0; 99], None),
        (5, vec![0; 99], None),
        (6, vec![0; 99], None),
        (7, vec![9], Some(1)),
        (8, vec![9], Some(1)),
        (9, vec![0, 4, b'a', 0, 0, 9], Some(1)),
    ] {
        assert_eq!(left(&types, id, &bytes), expected, "{id}");
    }
}

/// Types of a node that would have us count for ever over no bytes: its lists name any length, and each of their things is nothing.
#[test]
fn what_has_nothing_in_it_is_not_counted_again_and_again() {
    // 0 has no 1, and 1 has 0: both are nothing, whichever is found first.
    let mut definitions = vec![array(0, 1), tuple(&[0]), list(1), array(u32::MAX, 1)];
    // Each is twice the one before it.
    definitions.extend((3..60).map(|before| tuple(&[before, before])));
    definitions.extend([tuple(&[0, 2]), tuple(&[0, 3]), tuple(&[0, 60])]);
    let types = registry(definitions);
    let all = [&Compact(u32::MAX).encode()[..], &[9]].concat();
    for (id, bytes) in [(61, &all[..]), (62, &[9][..]), (63, &[9][..])] {
        assert_eq!(left(&types, id, bytes), Some(1), "{id}");
    }
    // The things of a list lie too deep for the last of them to be found, which is found to be nothing from elsewhere: 58 times
    // twice nothing of it is in the last.
    let mut definitions = vec![tuple(&[])];
    definitions.extend((0..168).map(|before| tuple(&[before, before])));
    let found = 168 + 2 - DEPTH_MAX;
    definitions.extend([list(168), tuple(&[169, found, found + 58])]);
    assert_eq!(left(&registry(definitions), 170, &[0, 9]), None);
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
