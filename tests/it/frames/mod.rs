//! The state and what it draws, in this process: message by message, key by key, frame by frame.

pub mod aftermath;
pub mod back_key;
pub mod batch;
pub mod browse;
pub mod clusters;
pub mod copies;
pub mod cursor_rows;
pub mod dashboard;
pub mod drafts;
pub mod form_keys;
pub mod forwards;
pub mod inside;
pub mod inside_words;
pub mod k9s_hand;
pub mod key_walk;
pub mod leaving;
pub mod logs_frames;
pub mod logs_keys;
pub mod logs_sources;
pub mod palette;
pub mod releases;
pub mod tracker;
pub mod updates;
pub mod views;
pub mod whole_names;
pub mod zh;
