//! A client of Cloudflare Stream's downloads endpoint.
//!
//! This crate is the library. The npm package `cf-stream-downloads` is made from the workspace's
//! other member, `pkg-template`, which still holds all of the client's code.
