//! The trait of all operations, the list of them, and the call of the one that a request
//! is for.

/// The trait of the operations of a service: `served_operations! { pub trait Name of
/// SERVICE; operation: Request = "wire name"; ... }`. The name on the wire is left out
/// where it is that of the method.
macro_rules! served_operations {
    (
        $(#[$about:meta])*
        pub trait $trait:ident of $service:path;

        $(
            $(#[doc = $of:literal])*
            $(#[cfg($($feature:tt)+)])?
            $name:ident: $request:ty $(= $wire:literal)?;
        )*
    ) => {
        $(#[$about])*
        pub trait $trait: Send + Sync {
            $(
                $(#[doc = $of])*
                $(#[cfg($($feature)+)])?
                fn $name(
                    &self,
                    call: $crate::runtime::Call<$request>,
                ) -> impl Future<Output = $crate::runtime::Reply<$request>> + Send {
                    std::future::ready(call.not_implemented())
                }
            )*
        }

        static SERVED: &[$crate::runtime::ServedOperation] = &[$(
            $(#[cfg($($feature)+)])?
            $crate::runtime::ServedOperation::of::<$request>(),
        )*];

        impl<S: $trait> $crate::runtime::Dispatcher<S> {
            /// Takes a request to its operation, and returns the answer.
            pub async fn dispatch(
                &self,
                request: http::Request<bytes::Bytes>,
            ) -> http::Response<bytes::Bytes> {
                let admitted = match self.admit(&$service, SERVED, request) {
                    Ok(admitted) => admitted,
                    Err(answer) => return *answer,
                };
                match admitted.operation() {
                    $(
                        $(#[cfg($($feature)+)])?
                        $crate::runtime::served_operations!(@wire $name $($wire)?) => {
                            self.answer(admitted, |call| self.operations().$name(call)).await
                        }
                    )*
                    _ => admitted.not_implemented(self),
                }
            }
        }
    };

    (@wire $name:ident) => { stringify!($name) };
    (@wire $name:ident $wire:literal) => { $wire };
}

pub(crate) use served_operations;
