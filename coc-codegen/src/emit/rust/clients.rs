//! The two clients: the parts in which a method of the asynchronous one differs from that
//! of the blocking one. The methods themselves belong to `http`, `pages` and `waiters`.

use proc_macro2::TokenStream;
use quote::quote;

/// A client that has methods for operations.
pub(super) struct Client {
    /// The feature that it needs.
    pub(super) feature: &'static str,
    /// The path of its type.
    pub(super) ty: TokenStream,
    /// The keyword before `fn` of a method that sends.
    pub(super) keyword: Option<TokenStream>,
    /// The end of a call that is waited for.
    pub(super) wait: Option<TokenStream>,
    /// The type of the pages of a list.
    pub(super) pages: TokenStream,
    /// The bounds of a writer.
    pub(super) writer: TokenStream,
}

/// Both clients.
pub(super) fn all() -> [Client; 2] {
    [
        Client {
            feature: "client",
            ty: quote!(rt::Client),
            keyword: Some(quote!(async)),
            wait: Some(quote!(.await)),
            pages: quote!(rt::Pages),
            writer: quote!(rt::AsyncWrite + Send + Unpin),
        },
        Client {
            feature: "blocking",
            ty: quote!(rt::blocking::Client),
            keyword: None,
            wait: None,
            pages: quote!(rt::blocking::Pages),
            writer: quote!(std::io::Write),
        },
    ]
}
