//! Open enumerations: one variant a documented value, and one for all others.

use quote::quote;

use super::docs::{self, code, deprecated, doc, markdown};
use super::file::{File, Item, ident};
use crate::model::{Enum, Home, Model};

/// The file with the enumerations of `home`.
pub(super) fn emit(model: &Model, home: Home) -> File<'_> {
    let mut file = File::new(model, home, "enums", "Documented lists of values.");
    for id in &model.members(home).enums {
        item(&mut file, &model[*id]);
    }
    file
}

fn item(file: &mut File<'_>, item: &Enum) {
    let name = ident(&item.rust_name);
    let unknown = ident(&item.unknown_name);
    let mut text = vec![docs::described(&item.doc, "list", &item.name)];
    if item.open {
        text.push(
            "The document gives no list: these are the values that it shows, and others are allowed."
                .to_owned(),
        );
    }
    text.extend(docs::readings(file.model, &item.readings));
    let text = doc(&text.join("\n\n"));
    let variants = item.values.iter().map(|value| {
        let name = ident(&value.rust_name);
        let mut text = vec![markdown(&value.doc), format!("On the wire: {}.", code(&value.wire))];
        if value.sic {
            text.push("The value is misspelt on the wire.".to_owned());
        }
        if !value.observed.is_empty() {
            let examples = value.observed.iter().map(|name| code(name)).collect::<Vec<_>>().join(", ");
            text.push(format!("No table has it; shown by the example {examples}."));
        }
        text.extend(docs::readings(file.model, &value.readings));
        let text = doc(&text.join("\n\n"));
        let deprecated = deprecated(value.deprecated.as_ref());
        quote!(#text #deprecated #name)
    });
    let definition = quote! {
        #text
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants,)*
            #[doc = " A value that the document does not list."]
            #unknown(rt::UnknownValue),
        }
    };
    file.push(definition);
    file.items.push(Item::Macro {
        name: "open_enum",
        head: format!("{name}, {unknown}"),
        lines: item.values.iter().map(|value| format!("{} = {:?}", value.rust_name, value.wire)).collect(),
    });
}
