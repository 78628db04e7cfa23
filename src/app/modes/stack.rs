//! The stack of what stands on top of the panes. A view's keys give back what becomes of it, as a value; nothing is taken out to be put back,
//! so that no early end of a handler can lose it.

use super::Mode;
use crate::app::room::Room;
use crate::app::wish::Wish;

/// What a key has made of the view that it was for.
#[derive(Clone, Debug)]
pub enum Next {
    /// It stays as it is now.
    Stay,
    /// It closes: what stands below it is there again as it was left.
    Close,
    /// Another one stands on top of it from now on.
    Push(Wish),
    /// Another one stands in its place; where that cannot be had, none does.
    Replace(Wish),
    /// As [`Next::Push`], of one that is made already.
    PushMode(Mode),
    /// As [`Next::Replace`], of one that is made already.
    ReplaceMode(Mode),
}

impl Next {
    /// What follows takes its place; it closes where nothing does.
    pub fn to(follows: Option<Mode>) -> Self {
        follows.map_or(Self::Close, Self::ReplaceMode)
    }
}

/// A view in the stack, by the number that it has as long as it stands there.
#[derive(Clone, Debug)]
struct Layer {
    number: u64,
    mode: Mode,
}

/// What stands on top of the panes, the topmost last. Where it is empty the keys are the panes'.
#[derive(Clone, Debug, Default)]
pub struct Stack {
    layers: Vec<Layer>,
    last: u64,
}

impl Stack {
    /// What is on top; `None` where the panes are.
    pub fn top(&self) -> Option<&Mode> {
        self.layers.last().map(|l| &l.mode)
    }

    /// As [`Stack::top`], to be changed where it stands.
    pub fn top_mut(&mut self) -> Option<&mut Mode> {
        self.layers.last_mut().map(|l| &mut l.mode)
    }

    /// The number of what is on top.
    pub fn number(&self) -> Option<u64> {
        self.layers.last().map(|l| l.number)
    }

    /// The numbers of all, the topmost last.
    pub fn numbers(&self) -> Vec<u64> {
        self.layers.iter().map(|l| l.number).collect()
    }

    /// The view that is on top, where it has a folder of its own.
    pub fn top_room(&self) -> Option<&dyn Room> {
        self.top().and_then(Mode::room)
    }

    /// All views that have folders of their own, the topmost last.
    pub fn rooms(&self) -> impl DoubleEndedIterator<Item = &dyn Room> {
        self.iter().filter_map(Mode::room)
    }

    /// The view with this number, to be changed where it stands.
    pub fn room_mut(&mut self, number: u64) -> Option<&mut dyn Room> {
        let layer = self.layers.iter_mut().find(|l| l.number == number)?;
        if let Mode::Room(room) = &mut layer.mode { Some(&mut **room) } else { None }
    }

    /// All, the topmost last.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Mode> {
        self.layers.iter().map(|l| &l.mode)
    }

    /// As [`Stack::iter`], to be changed where they stand: answers reach their view also below others.
    pub fn iter_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut Mode> {
        self.layers.iter_mut().map(|l| &mut l.mode)
    }

    /// As [`Stack::iter_mut`], each with its number.
    pub fn numbered(&mut self) -> impl Iterator<Item = (u64, &mut Mode)> {
        self.layers.iter_mut().map(|l| (l.number, &mut l.mode))
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.layers.len()
    }

    /// Whether nothing stands on top of the panes.
    pub const fn is_empty(&self) -> bool {
        self.layers.is_empty()
    }

    /// Puts one on top. One that can be had from everywhere, such as the help, stands there once: it leaves its place below.
    pub fn push(&mut self, mode: Mode) {
        if let Some(command) = mode.opened_by() {
            self.layers.retain(|l| l.mode.opened_by() != Some(command));
        }
        self.last += 1;
        self.layers.push(Layer { number: self.last, mode });
    }

    /// What becomes of the one with this number, wherever it stands by now; of one that has gone meanwhile, nothing.
    pub fn follow(&mut self, number: u64, next: Next) {
        let Some(at) = self.layers.iter().position(|l| l.number == number) else { return };
        match next {
            // What is wished for is made by who knows how.
            Next::Stay | Next::Push(_) | Next::Replace(_) => {}
            Next::Close => drop(self.layers.remove(at)),
            Next::PushMode(mode) => self.push(mode),
            Next::ReplaceMode(mode) => self.put(at, Some(mode)),
        }
    }

    /// Another one takes the place of those that are meant, or none does: an answer has come for it.
    pub fn swap(&mut self, meant: impl Fn(&Mode) -> bool, with: Option<Mode>) {
        if let Some(at) = self.layers.iter().position(|l| meant(&l.mode)) {
            self.put(at, with);
        }
    }

    fn put(&mut self, at: usize, with: Option<Mode>) {
        match (with, self.layers.get_mut(at)) {
            (Some(mode), Some(layer)) => {
                self.last += 1;
                *layer = Layer { number: self.last, mode };
            }
            (None, Some(_)) => drop(self.layers.remove(at)),
            (_, None) => {}
        }
    }

    /// The panes are on top again.
    pub fn clear(&mut self) {
        self.layers.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::desk::Desk;
    use crate::command::{Key, Table};
    use crate::model::Lang;

    /// A view that has a number and nothing else.
    #[derive(Clone, Debug)]
    struct Sample(usize);

    impl Room for Sample {
        fn name(&self, _: Lang) -> String {
            self.0.to_string()
        }

        fn table(&self) -> &'static Table {
            const { &Table { title: "", typed: false, entries: &[] } }
        }

        fn key(&mut self, _: Key, _: &mut Desk<'_>) -> Next {
            Next::Stay
        }
    }

    fn marks(n: usize) -> Mode {
        Mode::Room(Box::new(Sample(n)))
    }

    fn shown(stack: &Stack) -> Vec<usize> {
        stack.rooms().map(|room| room.name(Lang::En).parse().unwrap()).collect()
    }

    /// What becomes of each of three, by every answer: the others stay as they are, in their order.
    #[test]
    fn what_becomes_of_one_touches_no_other() {
        let three = || {
            let mut stack = Stack::default();
            let mut numbers = Vec::new();
            for n in 0..3 {
                stack.push(marks(n));
                numbers.extend(stack.number());
            }
            (stack, numbers)
        };
        for (at, close, replace) in
            [(0, [1, 2].to_vec(), [9, 1, 2]), (1, [0, 2].to_vec(), [0, 9, 2]), (2, [0, 1].to_vec(), [0, 1, 9])]
        {
            let after = |next: Next| {
                let (mut stack, numbers) = three();
                stack.follow(numbers[at], next);
                shown(&stack)
            };
            assert_eq!(after(Next::Stay), [0, 1, 2]);
            assert_eq!(after(Next::Close), close);
            assert_eq!(after(Next::PushMode(marks(9))), [0, 1, 2, 9]);
            assert_eq!(after(Next::ReplaceMode(marks(9))), replace);
            assert_eq!(after(Next::to(None)), close);
            assert_eq!(after(Next::to(Some(marks(9)))), replace);
        }
    }

    /// A command that a view has begun may have closed it: what the view gave back is then for nobody, whoever stands in its place.
    #[test]
    fn what_has_gone_gets_no_answer() {
        let mut stack = Stack::default();
        stack.push(marks(0));
        let number = stack.number().unwrap();
        stack.clear();
        stack.push(marks(1));
        stack.follow(number, Next::Close);
        assert_eq!(shown(&stack), [1]);
        let number = stack.number().unwrap();
        stack.follow(number, Next::ReplaceMode(marks(2)));
        stack.follow(number, Next::Close);
        assert_eq!(shown(&stack), [2], "what stands in its place is another");
        stack.swap(|_| true, None);
        assert!(stack.is_empty());
        stack.swap(|_| true, Some(marks(3)));
        assert!(stack.is_empty(), "an answer that comes too late opens nothing");
    }
}
