//! The methods of the clients for an operation. A client's own methods belong to `handle`.

/// The methods of both clients for an operation: `client_methods! { Request => Output; send
/// name; write name; pages name; wait name until WAITER; }`.
#[allow(unused_macros, reason = "a spec may be without operations")]
macro_rules! client_methods {
    (
        $request:ty => $output:ty;
        $($(#[$about:meta])* $kind:ident $name:ident $(until $waiter:path)?;)+
    ) => {
        impl $crate::runtime::Client {
            $($crate::runtime::client_methods! {
                @$kind [async] [.await] [$crate::runtime::AsyncWrite + Send + Unpin]
                [$crate::runtime::Pages<$request>] $request => $output;
                $(#[$about])* $name $($waiter)?
            })+
        }

        #[cfg(feature = "blocking")]
        impl $crate::runtime::blocking::Client {
            $($crate::runtime::client_methods! {
                @$kind [] [] [std::io::Write]
                [$crate::runtime::blocking::Pages<$request>] $request => $output;
                $(#[$about])* $name $($waiter)?
            })+
        }
    };

    (
        @send [$($async:tt)?] [$($wait:tt)*] [$($writer:tt)+] [$pages:ty]
        $request:ty => $output:ty; $(#[$about:meta])* $name:ident
    ) => {
        $(#[$about])*
        ///
        /// The request is validated first, and nothing is sent if the pages forbid it.
        ///
        /// # Errors
        ///
        /// See [`Error`](crate::Error); [`outcome`](crate::Error::outcome) tells whether
        /// the service may have done it all the same.
        pub $($async)? fn $name(
            &self,
            request: impl Into<$request>,
        ) -> Result<$crate::runtime::Response<$output>, $crate::runtime::Error> {
            self.send(&request.into()) $($wait)*
        }
    };

    (
        @write [$($async:tt)?] [$($wait:tt)*] [$($writer:tt)+] [$pages:ty]
        $request:ty => $output:ty; $(#[$about:meta])* $name:ident
    ) => {
        $(#[$about])*
        ///
        /// # Errors
        ///
        /// See [`Error`](crate::Error). If the answer breaks off, a part of it is written.
        pub $($async)? fn $name(
            &self,
            request: impl Into<$request>,
            writer: impl $($writer)+,
        ) -> Result<$crate::runtime::Response<u64>, $crate::runtime::Error> {
            self.send_to(Into::<$request>::into(request), writer) $($wait)*
        }
    };

    (
        @pages [$($async:tt)?] [$($wait:tt)*] [$($writer:tt)+] [$pages:ty]
        $request:ty => $output:ty; $(#[$about:meta])* $name:ident
    ) => {
        $(#[$about])*
        pub fn $name(&self, request: impl Into<$request>) -> $pages {
            self.pages(request.into())
        }
    };

    (
        @wait [$($async:tt)?] [$($wait:tt)*] [$($writer:tt)+] [$pages:ty]
        $request:ty => $output:ty; $(#[$about:meta])* $name:ident $waiter:path
    ) => {
        $(#[$about])*
        ///
        /// # Errors
        ///
        /// See [`WaitError`](crate::waiting::WaitError).
        pub $($async)? fn $name(
            &self,
            request: impl Into<$request>,
        ) -> Result<$crate::runtime::Response<$output>, $crate::runtime::WaitError<$output>> {
            self.wait(request.into(), &$waiter) $($wait)*
        }
    };
}

#[allow(unused_imports, reason = "a spec may be without operations")]
pub(crate) use client_methods;
