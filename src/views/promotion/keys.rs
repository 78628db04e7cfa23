//! What the keys of a promotion do.

use super::View;
use crate::app::desk::{Ask, Desk};
use crate::app::promotion::PlanWish;
use crate::app::room::ListKeys;
use crate::app::wish::Next;

crate::view_commands! {
    /// Its keys, beside those that every view has.
    ("Promotion", "晋级") PromotionKey {
        TakeBack "promotion-take-back" [like RollBack Workloads] ("take back", "撤回")
            ("take back what was moved, the last one first; it is asked first", "按相反顺序撤回已更换的镜像;先询问再执行");
        GoOn "promotion-go-on" [like Open Workloads] ("go on", "继续")
            ("go on, where the step that stopped it is available by now; else ask about the rest anew", "停住的步骤现已可用时继续;否则重新询问剩余步骤");
        Stop "promotion-stop" ["x"] ("stop", "停止")
            ("send no further step; of an earlier run: let it be", "不再发送后续步骤;之前运行的:不再继续");
    }
}

impl ListKeys for View {
    type Own = PromotionKey;

    fn own(&mut self, key: PromotionKey, desk: &mut Desk<'_>) -> Next {
        let wish = match key {
            PromotionKey::TakeBack => PlanWish::TakeBack,
            PromotionKey::GoOn => PlanWish::GoOn,
            PromotionKey::Stop => PlanWish::Stop,
        };
        desk.asks.push(Ask::Plan(wish));
        Next::Stay
    }
}
