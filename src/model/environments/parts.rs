//! The parts of a pod template beside its images, as far as two of them are told apart.

use super::rules::Rule;
use crate::model::Name;
use crate::model::template::Part;
use crate::model::workload::Images;

/// Whether a path says what variables a container has.
fn is_env(path: &str) -> bool {
    path == "envFrom" || path.starts_with("env.")
}

/// What two templates differ in beside their images.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Differs {
    /// Where, in the order of the alphabet, without what the rules leave out.
    pub paths: Vec<Name>,
    /// How much they leave out.
    pub left_out: usize,
}

impl Differs {
    /// Whether anything does.
    pub const fn any(&self) -> bool {
        !self.paths.is_empty()
    }

    /// Whether variables do.
    pub fn in_env(&self) -> bool {
        self.paths.iter().any(|path| is_env(path))
    }
}

/// In what two templates differ beside their images. Containers are matched by their names; one that the other has not is not looked at.
pub fn differs(one: (&Images, &[Part]), other: (&Images, &[Part]), rules: &[Rule]) -> Differs {
    let named = |images: &Images, part: &Part| {
        if part.container == Part::POD {
            return Some((String::new(), false));
        }
        images.get(usize::from(part.container)).map(|i| (i.container.to_string(), i.init))
    };
    let all = |(images, parts): (&Images, &[Part])| -> std::collections::BTreeMap<_, u32> {
        parts.iter().filter_map(|part| Some(((named(images, part)?, part.path.clone()), part.mark))).collect()
    };
    let shared =
        |images: &Images, of: &(String, bool)| of.0.is_empty() || images.iter().any(|i| *i.container == *of.0 && i.init == of.1);
    let (a, b) = (all(one), all(other));
    let mut out = Differs::default();
    for (key, mark) in &a {
        if shared(other.0, &key.0) && b.get(key) != Some(mark) {
            out.add(&key.1, rules);
        }
    }
    for key in b.keys().filter(|key| shared(one.0, &key.0) && !a.contains_key(*key)) {
        out.add(&key.1, rules);
    }
    out.paths.sort();
    out.paths.dedup();
    out
}

impl Differs {
    fn add(&mut self, path: &Name, rules: &[Rule]) {
        if rules.iter().any(|rule| rule.covers(path)) {
            self.left_out += 1;
        } else {
            self.paths.push(path.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::workload::TemplateImage;

    fn images(names: &[&str]) -> Images {
        names.iter().map(|n| TemplateImage { container: (*n).into(), image: "lab/app:1".into(), init: false }).collect()
    }

    fn part(container: u16, path: &str, mark: u32) -> Part {
        Part { path: path.into(), container, mark }
    }

    #[test]
    fn what_differs_beside_the_images_is_told_by_its_place() {
        let (one, two) = (images(&["app", "side"]), images(&["side", "app"]));
        let a = [part(0, "env.A", 1), part(0, "env.B", 2), part(1, "resources", 3), part(Part::POD, "volumes", 4)];
        // The same in another order of containers.
        let b = [part(1, "env.A", 1), part(1, "env.B", 2), part(0, "resources", 3), part(Part::POD, "volumes", 4)];
        assert!(!differs((&one, &a), (&two, &b), &[]).any());
        let b = [part(1, "env.A", 9), part(1, "env.C", 2), part(0, "resources", 3)];
        let rules = [Rule::parse("env.B").unwrap()];
        let got = differs((&one, &a), (&two, &b), &rules);
        assert_eq!(got.paths.iter().map(|p| &**p).collect::<Vec<_>>(), ["env.A", "env.C", "volumes"]);
        assert_eq!((got.left_out, got.in_env()), (1, true));
        // Of a container that the other has not that is said, and no more.
        let alone = images(&["other"]);
        assert!(!differs((&one, &a[..3]), (&alone, &[]), &[]).any());
    }
}
