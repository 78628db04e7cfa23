//! The programs of the demo's images.

use super::programs;
use crate::demo::control::images::Contents;

/// The programs of an image by their paths, in order.
pub fn paths(image: &Contents) -> Vec<String> {
    if image.system.is_empty() {
        return Vec::new();
    }
    let shell = if image.bash { "bash" } else { "ash" };
    let more = [shell, "sh"];
    let names = programs::NAMES.iter().chain(&more).filter(|n| image.tar || **n != "tar");
    let mut all: Vec<String> = names.map(|n| format!("/bin/{n}")).collect();
    all.sort();
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::control::images::contents;

    #[test]
    fn the_words_of_a_reference_say_which_shells_there_are() {
        for (reference, system, bash, tar, is_shell) in [
            ("registry.example/iot/device-service:1.9.0", "debian", true, true, false),
            ("registry.example/iot/web:3.1.2", "alpine", false, true, false),
            ("registry.example/iot/proxy:1.31.2", "", false, false, false),
            ("registry.example/iot/app:1.0-noshell", "", false, false, false),
            ("registry.example/iot/app:1.0-notar", "debian", true, false, false),
            ("busybox:1.36", "alpine", false, true, true),
            ("docker.io/library/ubuntu", "debian", true, true, true),
        ] {
            let got = contents(reference);
            assert_eq!((got.system, got.bash, got.tar, got.is_shell), (system, bash, tar, is_shell), "{reference}");
            let programs = paths(&got);
            let there = |p: &str| programs.iter().any(|x| x == p);
            assert_eq!((there("/bin/sh"), there("/bin/bash"), there("/bin/tar")), (!system.is_empty(), bash, tar), "{reference}");
        }
    }
}
