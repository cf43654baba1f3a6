//! Derives `terms::read::Read`, and with it `scale::Decode`: fields in their order, variants by their `#[codec(index = …)]`,
//! as `scale::Encode` writes them. For types of `terms` alone.
//! Limits: each variant names its index; of the codec's other attributes none is known, and one that stands there is an error.

use proc_macro::TokenStream;
use quote::quote;
use syn::{
    parse_macro_input, parse_quote, Data, DataEnum, DeriveInput, Error, Fields, LitInt, Result, Variant,
};

/// Derives `Read`.
#[proc_macro_derive(Read, attributes(codec))]
pub fn read(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let code = expand(input).unwrap_or_else(Error::into_compile_error);
    code.into()
}

fn expand(mut input: DeriveInput) -> Result<proc_macro2::TokenStream> {
    let value = match &input.data {
        Data::Struct(data) => {
            let fields = fields(&data.fields);
            quote!(Self #fields)
        }
        Data::Enum(data) => variants(data)?,
        Data::Union(_) => return Err(Error::new_spanned(&input.ident, "a union cannot be read")),
    };
    for parameter in input.generics.type_params_mut() {
        parameter.bounds.push(parse_quote!(crate::read::Read));
    }
    let name = &input.ident;
    let (impl_generics, generics, wheres) = input.generics.split_for_impl();
    Ok(quote! {
        impl #impl_generics crate::read::Read for #name #generics #wheres {
            fn read(from: &mut crate::read::Reader<'_>) -> Self {
                #value
            }
        }

        impl #impl_generics ::scale::Decode for #name #generics #wheres {
            fn decode<I: ::scale::Input>(input: &mut I) -> ::core::result::Result<Self, ::scale::Error> {
                crate::read::whole(input)
            }
        }
    })
}

/// One value for each field.
fn fields(fields: &Fields) -> proc_macro2::TokenStream {
    match fields {
        Fields::Named(fields) => {
            let names = fields.named.iter().map(|field| &field.ident);
            quote!({ #(#names: crate::read::Read::read(from)),* })
        }
        Fields::Unnamed(fields) => {
            let each = fields
                .unnamed
                .iter()
                .map(|_| quote!(crate::read::Read::read(from)));
            quote!((#(#each),*))
        }
        Fields::Unit => quote!(),
    }
}

/// The variant that the first byte names. The first one stands in for what there is none of: the reader says that it failed.
fn variants(data: &DataEnum) -> Result<proc_macro2::TokenStream> {
    let mut arms = Vec::new();
    for variant in &data.variants {
        let (name, index, fields) = (&variant.ident, index(variant)?, fields(&variant.fields));
        arms.push(match arms.is_empty() {
            true => quote!(other => {
                from.expect(other == #index);
                Self::#name #fields
            }),
            false => quote!(#index => Self::#name #fields),
        });
    }
    // The one that takes all others comes last.
    let first = (!arms.is_empty()).then(|| arms.remove(0));
    Ok(quote! {
        match from.byte() {
            #(#arms,)*
            #first
        }
    })
}

/// The index of a variant.
fn index(variant: &Variant) -> Result<LitInt> {
    let mut index = None;
    for attribute in variant.attrs.iter().filter(|one| one.path().is_ident("codec")) {
        attribute.parse_nested_meta(|meta| {
            if !meta.path.is_ident("index") {
                return Err(meta.error("only an index is known here"));
            }
            let number: LitInt = meta.value()?.parse()?;
            index = Some(LitInt::new(
                &format!("{}u8", number.base10_parse::<u8>()?),
                number.span(),
            ));
            Ok(())
        })?;
    }
    index.ok_or_else(|| Error::new_spanned(variant, "a variant has an index: #[codec(index = …)]"))
}
