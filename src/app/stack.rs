//! The stack of what stands on top of the panes. A view's keys give back what becomes of it, as a value; nothing is taken out to be put back,
//! so that no early end of a handler can lose it.

use super::room::Room;

/// A view in the stack, by the number that it has as long as it stands there.
#[derive(Clone, Debug)]
struct Layer {
    number: u64,
    room: Box<dyn Room>,
}

/// What stands on top of the panes, the topmost last. Where it is empty the keys are the panes'.
#[derive(Clone, Debug, Default)]
pub struct Stack {
    layers: Vec<Layer>,
    last: u64,
}

impl Stack {
    /// What is on top; `None` where the panes are.
    pub fn top(&self) -> Option<&dyn Room> {
        self.layers.last().map(|l| &*l.room)
    }

    /// The number of what is on top.
    pub fn number(&self) -> Option<u64> {
        self.layers.last().map(|l| l.number)
    }

    /// The numbers of all, the topmost last.
    pub fn numbers(&self) -> Vec<u64> {
        self.layers.iter().map(|l| l.number).collect()
    }

    /// All, the topmost last.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &dyn Room> {
        self.layers.iter().map(|l| &*l.room)
    }

    /// The one with this number, to be changed where it stands: answers reach their view also below others.
    pub fn of_number(&mut self, number: u64) -> Option<&mut (dyn Room + 'static)> {
        self.layers.iter_mut().find(|l| l.number == number).map(|l| &mut *l.room)
    }

    /// As [`Stack::iter`], each with its number, to be changed.
    pub fn numbered(&mut self) -> impl Iterator<Item = (u64, &mut (dyn Room + 'static))> {
        self.layers.iter_mut().map(|l| (l.number, &mut *l.room))
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.layers.len()
    }

    /// Whether nothing stands on top of the panes.
    pub const fn is_empty(&self) -> bool {
        self.layers.is_empty()
    }

    /// Puts one on top. One that can be had from everywhere, such as the help, and that of one program in a pod stand there once: it leaves
    /// its place below.
    pub fn push(&mut self, room: Box<dyn Room>) {
        self.retain(|below| !same(below, &*room));
        self.last += 1;
        self.layers.push(Layer { number: self.last, room });
    }

    /// Another one takes the place of the one with this number, wherever it stands by now, or none does. Of one that has gone meanwhile
    /// nothing becomes. What stands there once leaves its other place, as in [`Stack::push`].
    pub fn put(&mut self, number: u64, with: Option<Box<dyn Room>>) {
        if let (Some(room), true) = (&with, self.layers.iter().any(|l| l.number == number)) {
            self.layers.retain(|l| l.number == number || !same(&*l.room, &**room));
        }
        let Some(at) = self.layers.iter().position(|l| l.number == number) else { return };
        match with {
            Some(room) => {
                self.last += 1;
                self.layers[at] = Layer { number: self.last, room };
            }
            None => drop(self.layers.remove(at)),
        }
    }

    /// Only those stay of which that is said; the others leave their places.
    pub fn retain(&mut self, keep: impl Fn(&dyn Room) -> bool) {
        self.layers.retain(|l| keep(&*l.room));
    }

    /// Another stack comes in its place; gives the one that was there. Numbers go on: no two views have one, whichever stack they stand in.
    pub fn swap(&mut self, mut next: Self) -> Self {
        next.last = next.last.max(self.last);
        std::mem::replace(self, next)
    }

    /// The panes are on top again.
    pub fn clear(&mut self) {
        self.layers.clear();
    }
}

/// Whether two are of one command that opens one from everywhere, or of one program in a pod.
fn same(one: &dyn Room, other: &dyn Room) -> bool {
    let of_one = |a: Option<u64>, b: Option<u64>| a.is_some() && a == b;
    one.opened_by().is_some() && one.opened_by() == other.opened_by() || of_one(one.process(), other.process())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::desk::Desk;
    use crate::app::room::Keys;
    use crate::app::wish::Next;
    use crate::command::{Key, Table};
    use crate::model::{Lang, Words};

    /// A view that has a number and nothing else; from a hundred on it is that of a program in a pod.
    #[derive(Clone, Debug)]
    struct Sample(usize);

    impl Room for Sample {
        fn name(&self, _: Lang) -> String {
            self.0.to_string()
        }

        fn process(&self) -> Option<u64> {
            (self.0 >= 100).then_some(self.0 as u64)
        }
    }

    impl Keys for Sample {
        const TABLE: &'static Table = &Table { title: Words::NONE, typed: false, entries: &[] };

        fn press(&mut self, _: Key, _: &mut Desk<'_>) -> Next {
            Next::Stay
        }
    }

    fn sample(n: usize) -> Box<dyn Room> {
        Box::new(Sample(n))
    }

    fn shown(stack: &Stack) -> Vec<usize> {
        stack.iter().map(|room| room.name(Lang::En).parse().unwrap()).collect()
    }

    /// What becomes of each of three: the others stay as they are, in their order.
    #[test]
    fn what_becomes_of_one_touches_no_other() {
        for (at, close, replace) in
            [(0, [1, 2].to_vec(), [9, 1, 2]), (1, [0, 2].to_vec(), [0, 9, 2]), (2, [0, 1].to_vec(), [0, 1, 9])]
        {
            let after = |with: Option<Box<dyn Room>>| {
                let mut stack = Stack::default();
                (0..3).for_each(|n| stack.push(sample(n)));
                let number = stack.numbers()[at];
                assert!(stack.of_number(number).is_some());
                stack.put(number, with);
                assert!(stack.of_number(number).is_none());
                shown(&stack)
            };
            assert_eq!(after(None), close);
            assert_eq!(after(Some(sample(9))), replace);
        }
    }

    /// Of a program in a pod there is one view, the one that was asked for last; others have nothing in common but that they have none.
    #[test]
    fn a_program_has_one_view() {
        let mut stack = Stack::default();
        [100, 0, 1, 101, 0, 100].into_iter().for_each(|n| stack.push(sample(n)));
        assert_eq!(shown(&stack), [0, 1, 101, 0, 100]);
        // Also where it takes the place of another, such as of the list that it was chosen from.
        stack.push(sample(2));
        let number = stack.number().unwrap();
        stack.put(number, Some(sample(101)));
        assert_eq!(shown(&stack), [0, 1, 0, 100, 101]);
        stack.retain(|room| room.process().is_none());
        assert_eq!(shown(&stack), [0, 1, 0]);
        // One that has gone meanwhile sends nobody away.
        stack.push(sample(101));
        stack.put(number, Some(sample(101)));
        assert_eq!(shown(&stack), [0, 1, 0, 101]);
    }

    /// A command that a view has begun may have closed it: what the view gave back is then for nobody, whoever stands in its place.
    #[test]
    fn what_has_gone_gets_no_answer() {
        let mut stack = Stack::default();
        stack.push(sample(0));
        let number = stack.number().unwrap();
        stack.clear();
        stack.push(sample(1));
        stack.put(number, None);
        assert_eq!(shown(&stack), [1]);
        let number = stack.number().unwrap();
        stack.put(number, Some(sample(2)));
        stack.put(number, None);
        assert_eq!(shown(&stack), [2], "what stands in its place is another");
        stack.clear();
        stack.put(number, Some(sample(3)));
        assert!(stack.is_empty(), "an answer that comes too late opens nothing");
    }
}
