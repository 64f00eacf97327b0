//! The frame of every page, the names of the files, and the style.

use super::html::text;
use crate::model::Operation;

/// The mark of files of the reference: the generator removes no file without it.
pub const REFERENCE_MARK: &str = "Written by coc-codegen: the reference. Do not edit.";

/// The folder of the pages of operations.
pub const REFERENCE_PAGES: &str = "operations";

/// The file with the style.
pub(super) const STYLE: &str = "reference.css";

/// The file with the entries of the search.
pub(super) const DATA: &str = "search-data.js";

/// The path of the page of an operation.
pub(super) fn path(operation: &Operation) -> String {
    format!("{REFERENCE_PAGES}/{}.html", operation.rust_name)
}

/// The style, with the colours and fonts of the sandbox's page.
pub(super) fn style() -> String {
    let (palette, style) = (include_str!("palette.css"), include_str!("style.css"));
    format!("/* {REFERENCE_MARK} */\n{palette}{style}")
}

/// A whole page. `base` leads to the folder of the index, and `main` is HTML.
pub(super) fn frame(title: &str, service: &str, base: &str, main: &str) -> String {
    let (title, service) = (text(title), text(service));
    let search = include_str!("search.js");
    format!(
        "<!DOCTYPE html>\n\
         <!-- {REFERENCE_MARK} -->\n\
         <html lang=\"en\" data-base=\"{base}\">\n\
         <head>\n\
         <meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n\
         <link rel=\"stylesheet\" href=\"{base}{STYLE}\">\n\
         </head>\n\
         <body>\n\
         <a class=\"skip\" href=\"#main\">Skip to the content</a>\n\
         <header class=\"top\">\n\
         <div class=\"bar\">\n\
         <a class=\"home\" href=\"{base}index.html\">{service}</a>\n\
         <form id=\"search-form\" role=\"search\" hidden>\n\
         <label for=\"search\">Search operations, fields and rules <kbd>/</kbd></label>\n\
         <input id=\"search\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\">\n\
         <p id=\"search-count\" role=\"status\"></p>\n\
         <ul id=\"search-results\"></ul>\n\
         </form>\n\
         </div>\n\
         </header>\n\
         <main id=\"main\" tabindex=\"-1\">\n\
         {main}\
         </main>\n\
         <script src=\"{base}{DATA}\"></script>\n\
         <script>\n{search}</script>\n\
         </body>\n\
         </html>\n"
    )
}
