//! Which workloads are moved before which, as the settings say.

use crate::model::Name;
use std::collections::BTreeMap;

/// For each workload, by its name, those that are moved before it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Depends(BTreeMap<Name, Vec<Name>>);

/// Workloads that wait for each other: the first is also the last.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{} is a circle: no order is left", .0.join(" → "))]
pub struct Circle(pub Vec<String>);

impl Depends {
    /// The rules, as they are written.
    ///
    /// # Errors
    /// When workloads wait for each other.
    pub fn new(rules: BTreeMap<Name, Vec<Name>>) -> Result<Self, Circle> {
        let depends = Self(rules);
        let mut done = Vec::new();
        for name in depends.0.keys() {
            depends.walk(name, &mut Vec::new(), &mut done)?;
        }
        Ok(depends)
    }

    /// Those that are moved before this one.
    pub fn of(&self, name: &str) -> &[Name] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// Goes down from a name and puts it after all that it waits for. `way` is how it was come to.
    fn walk(&self, name: &Name, way: &mut Vec<Name>, done: &mut Vec<Name>) -> Result<(), Circle> {
        if done.contains(name) {
            return Ok(());
        }
        if let Some(at) = way.iter().position(|n| n == name) {
            return Err(Circle(way[at..].iter().chain([name]).map(Name::to_string).collect()));
        }
        way.push(name.clone());
        for before in self.of(name) {
            self.walk(before, way, done)?;
        }
        way.pop();
        done.push(name.clone());
        Ok(())
    }

    /// Names in the order in which they are moved: as they are given, but each after those that it waits for, through names that are not
    /// given as well.
    pub fn order(&self, names: &[Name]) -> Vec<Name> {
        let mut done = Vec::new();
        for name in names {
            // Circles were refused when the rules were read.
            let _ = self.walk(name, &mut Vec::new(), &mut done);
        }
        done.retain(|name| names.contains(name));
        done
    }
}
