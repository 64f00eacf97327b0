//! The methods of clients that belong to the service and to no single operation. The
//! methods for operations belong to `http`.

use proc_macro2::Ident;
use quote::quote;

use super::file::{File, Kind};
use super::headers;
use crate::model::{Model, Module};

/// The file with the methods.
pub(super) fn emit(model: &Model) -> File<'_> {
    let text = "Clients of the service: how they are made, and how they send JSON.";
    let mut file = File::new(model, Module::Shared, Kind::Client, text);
    let service = file.import("super", Kind::Service.name());
    file.import("super::operations", "REQUESTS");
    asynchronous(&mut file, &service);
    blocking(&mut file);
    headers::of_client(&mut file);
    file
}

fn asynchronous(file: &mut File<'_>, service: &Ident) {
    file.push_with_runtime(quote! {
        impl rt::Client {
            /// Starts to build a client for this service.
            #[must_use]
            pub fn builder() -> rt::ClientBuilder {
                rt::ClientBuilder::new(&#service::SERVICE)
            }

            /// A client with the region and the credentials of the environment or the
            /// profile file: see [`ClientBuilder::load_env`](rt::ClientBuilder::load_env).
            ///
            /// # Errors
            ///
            /// [`ConfigError`](rt::ConfigError) if neither names a region.
            pub async fn from_env() -> Result<Self, rt::ConfigError> {
                Self::builder().load_env().await?.build()
            }

            /// Validates a request document `{path, query, header, body}` of the operation
            /// with this name, JSON types included, and sends it. Returns the JSON of the
            /// answer, or null.
            ///
            /// # Errors
            ///
            /// See [`Error`](rt::Error). `Build` also means that no operation has this
            /// name.
            pub async fn send_json(
                &self,
                operation: &str,
                document: &serde_json::Value,
            ) -> Result<rt::Response<serde_json::Value>, rt::Error> {
                self.send_by_name(REQUESTS, operation, document).await
            }
        }
    });
}

fn blocking(file: &mut File<'_>) {
    file.push(quote! {
        #[cfg(feature = "blocking")]
        impl rt::blocking::Client {
            /// A client with the region and the credentials of the environment or the
            /// profile file.
            ///
            /// # Errors
            ///
            /// As for the asynchronous [`from_env`](rt::Client::from_env).
            pub fn from_env() -> Result<Self, rt::ConfigError> {
                rt::Client::builder().load_env_blocking()?.build_blocking()
            }

            /// Sends a request document of the operation with this name.
            ///
            /// # Errors
            ///
            /// As for the asynchronous [`send_json`](rt::Client::send_json).
            pub fn send_json(
                &self,
                operation: &str,
                document: &serde_json::Value,
            ) -> Result<rt::Response<serde_json::Value>, rt::Error> {
                self.send_by_name(REQUESTS, operation, document)
            }
        }
    });
}
