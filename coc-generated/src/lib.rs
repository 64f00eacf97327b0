//! Client for Huawei Cloud's Cloud Operations Center.

pub mod runtime;
