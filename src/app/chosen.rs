//! The browser's columns as the settings choose them: which are shown, in which order, and how rows are sorted by those of one's own.

use crate::model::columns::{Chosen, ColumnSort, OwnColumn, own};
use crate::model::quantity::Quantity;
use crate::model::table::{Column, TableRow};
use crate::model::{Name, Time};
use std::cmp::Reverse;

/// What kubectl calls the column of namespaces. It is ours, and shown where rows of several may be there.
const NAMESPACE: &str = "namespace";

/// What is chosen of one kind.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout {
    chosen: Vec<Chosen>,
    /// The columns in the order in which they are drawn.
    order: Vec<usize>,
    /// What the server has no column for, and whether that was said.
    missing: Option<Vec<Name>>,
    said: bool,
}

impl Layout {
    pub(super) fn new(chosen: Vec<Chosen>) -> Self {
        Self { chosen, ..Self::default() }
    }

    /// The columns that need the objects, in the order of their cells.
    pub(super) fn own(&self) -> Vec<OwnColumn> {
        own(&self.chosen)
    }

    /// The columns are these: what is chosen comes first and is always shown, all others after it where more are asked for. Cells of one's own
    /// follow those of the server.
    pub(super) fn lay(&mut self, columns: &mut [Column]) {
        self.order = (0..columns.len()).collect();
        if self.chosen.is_empty() {
            return;
        }
        let first_own = columns.len().saturating_sub(self.own().len());
        let (mut order, mut missing, mut next_own) = (Vec::new(), Vec::new(), first_own);
        for chosen in &self.chosen {
            match chosen {
                Chosen::Server(name) => match columns[..first_own].iter().position(|c| c.name.eq_ignore_ascii_case(name)) {
                    Some(at) => order.push(at),
                    None if name.eq_ignore_ascii_case(NAMESPACE) => {}
                    None => missing.push(name.clone()),
                },
                Chosen::Own(_) => {
                    order.push(next_own);
                    next_own += 1;
                }
            }
        }
        let named = order.clone();
        for (at, column) in columns.iter_mut().enumerate() {
            if !named.contains(&at) {
                column.wide = true;
                order.push(at);
            } else if at < first_own {
                column.wide = false;
            }
        }
        self.order = order;
        if !missing.is_empty() && !self.said {
            self.missing = Some(missing);
        }
    }

    /// What there is no column for, once.
    pub(super) fn tell_missing(&mut self) -> Option<Vec<Name>> {
        let missing = self.missing.take();
        self.said |= missing.is_some();
        missing
    }

    pub(super) fn order(&self) -> &[usize] {
        &self.order
    }

    /// The columns by which rows can be sorted, each with the place of its cell.
    fn sortable(&self, columns: usize) -> Vec<(usize, OwnColumn, ColumnSort)> {
        let own = self.own();
        let first = columns.saturating_sub(own.len());
        own.into_iter().enumerate().filter_map(|(i, c)| c.sort.map(|sort| (first + i, c, sort))).collect()
    }

    /// How many columns of one's own rows can be sorted by.
    pub(super) fn sorts(&self) -> usize {
        self.own().iter().filter(|c| c.sort.is_some()).count()
    }

    /// The title of the column that is the nth of them.
    pub(super) fn sort_title(&self, nth: usize) -> Option<Name> {
        self.own().into_iter().filter(|c| c.sort.is_some()).nth(nth).map(|c| c.name)
    }

    /// Sorts rows by the nth of them; those that have nothing there come last.
    pub(super) fn sort(&self, nth: usize, columns: usize, rows: &mut [&TableRow]) {
        let Some((at, _, sort)) = self.sortable(columns).into_iter().nth(nth) else { return };
        rows.sort_by_cached_key(|row| {
            (key(sort, row.cells.get(at).map_or("", |c| c)), row.namespace.clone(), row.name.clone(), row.uid.clone())
        });
    }
}

/// What rows are sorted by; only keys of one column are compared.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Text(String),
    Number(Reverse<Quantity>),
    Time(Time),
    Nothing,
}

fn key(sort: ColumnSort, cell: &str) -> Key {
    let found = match sort {
        ColumnSort::Text => (!cell.is_empty() && cell != "<none>").then(|| Key::Text(cell.to_lowercase())),
        ColumnSort::Number => cell.parse().ok().map(|n| Key::Number(Reverse(n))),
        ColumnSort::Time => Time::parse(cell).map(Key::Time),
    };
    found.unwrap_or(Key::Nothing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Uid;
    use crate::model::json_path::JsonPath;
    use crate::model::table::Ago;

    fn own_column(name: &str, sort: Option<ColumnSort>, wide: bool) -> Chosen {
        Chosen::Own(OwnColumn { name: name.into(), path: JsonPath::parse(".a").unwrap(), wide, age: false, sort })
    }

    fn columns(names: &[&str]) -> Vec<Column> {
        names.iter().map(|n| Column { name: n.trim_end_matches('+').into(), wide: n.ends_with('+'), ago: Ago::No }).collect()
    }

    #[test]
    fn what_is_chosen_comes_first_and_the_rest_is_wide() {
        let server = |name: &str| Chosen::Server(name.into());
        for (chosen, has, want, missing) in [
            (vec![], vec!["Name", "Age", "IP+"], "Name Age IP+", vec![]),
            (vec![server("age"), server("NAME")], vec!["Name", "Age", "IP+"], "Age Name IP+", vec![]),
            (vec![server("Name"), server("ip")], vec!["Name", "Age", "IP+"], "Name IP Age+", vec![]),
            (vec![server("Namespace"), server("Name"), server("Colour")], vec!["Name", "Age"], "Name Age+", vec!["Colour"]),
            (
                vec![own_column("Mine", None, false), server("Name"), own_column("Far", None, true)],
                vec!["Name", "Age", "Mine", "Far+"],
                "Mine Name Far+ Age+",
                vec![],
            ),
            // One's own of a server's name is another one.
            (vec![server("Age"), own_column("Age", None, false)], vec!["Name", "Age", "Age"], "Age Age Name+", vec![]),
        ] {
            let mut layout = Layout::new(chosen);
            let mut columns = columns(&has);
            layout.lay(&mut columns);
            let shown: Vec<String> =
                layout.order().iter().map(|i| format!("{}{}", columns[*i].name, if columns[*i].wide { "+" } else { "" })).collect();
            assert_eq!(shown.join(" "), want);
            assert_eq!(layout.tell_missing().unwrap_or_default().iter().map(|n| &**n).collect::<Vec<_>>(), missing);
            layout.lay(&mut columns);
            assert_eq!(layout.tell_missing(), None, "it is said once");
        }
    }

    #[test]
    fn rows_are_sorted_by_what_a_column_holds() {
        let row = |cell: &str| TableRow {
            uid: Uid::new(cell),
            identified: true,
            namespace: "".into(),
            name: cell.into(),
            labels: Default::default(),
            created: None,
            leaving: None,
            cells: vec!["n".into(), cell.into()].into(),
        };
        for (sort, cells, want) in [
            (ColumnSort::Text, ["b", "<none>", "A"], ["A", "b", "<none>"]),
            (ColumnSort::Number, ["2", "10", "<none>"], ["10", "2", "<none>"]),
            (ColumnSort::Number, ["500m", "1Gi", "3"], ["1Gi", "3", "500m"]),
            (
                ColumnSort::Time,
                ["2027-01-01T00:00:00Z", "soon", "2026-01-01T00:00:00Z"],
                ["2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "soon"],
            ),
        ] {
            let layout = Layout::new(vec![Chosen::Server("Name".into()), own_column("X", Some(sort), false)]);
            let rows: Vec<TableRow> = cells.into_iter().map(row).collect();
            let mut refs: Vec<&TableRow> = rows.iter().collect();
            layout.sort(0, 2, &mut refs);
            assert_eq!(refs.iter().map(|r| &*r.name).collect::<Vec<_>>(), want);
            assert_eq!((layout.sorts(), layout.sort_title(0).as_deref()), (1, Some("X")));
        }
    }
}
