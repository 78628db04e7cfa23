//! Promotion: the images of one environment moved to the next, as one plan with one question, one step after the other.

mod back;
mod found;
mod propose;
mod run;
mod told;
