//! Files that are copied.

use super::super::verb::verb;
use super::file::left_out;
use super::text as words;
use crate::model::change::reason::{Copied, CopyReason};

pub(super) fn text(reason: &CopyReason) -> String {
    match reason {
        CopyReason::Done(copied) => {
            let Copied { files, size, left_out: (count, first), took, place } = &**copied;
            let first = first.iter().map(left_out).collect::<Vec<_>>().join(",");
            let left = if *count > 0 { format!(";跳过 {count} 个:{first}") } else { String::new() };
            format!("{files} 个文件,{size},用时 {took},到 {place}{left}")
        }
        CopyReason::Stopped(took, over) => format!("已中止,用时 {took},已传 {over};没有留下任何内容"),
        CopyReason::StoppedLeft(what) => format!("已中止;容器中可能留有 {what}"),
        CopyReason::Left(why, what) => format!("{};容器中可能留有 {what}", words(why)),
        CopyReason::LostLeft(why, what) => format!("连接已断开:{};容器中可能留有 {what}", words(why)),
        CopyReason::LostNaming(why, what) => format!("连接已断开:{};不知道 {what} 是否已就位", words(why)),
        CopyReason::NotBegun(why) => format!("没有复制任何文件:{}", words(why)),
        CopyReason::NoCopy(does) => format!("无法{}:不是复制", verb(*does)),
        CopyReason::Windows(container) => {
            format!("容器 {container} 是 Windows 容器:只支持 Linux 容器;可用 :shell 进入")
        }
        CopyReason::NotWhole => "容器中的路径须以 / 开头".to_owned(),
        CopyReason::ChooseBelow(path) => format!("{path} 没有自己的名称:请选择其下的文件或目录"),
        CopyReason::NoName(path) => format!("{path} 没有自己的名称"),
        CopyReason::NoPrograms(container) => format!("容器 {container} 中缺少复制所需的程序 (test、mkdir、mv、rm)"),
        CopyReason::Taken(at) => format!("容器中已有 {at}:请选择其他名称,或(对文件)选择替换"),
        CopyReason::NoTarInto(container) => format!("容器 {container} 中没有 tar:只能向其中复制单个文件"),
        CopyReason::NoTarOut(container) => format!("容器 {container} 中没有 tar:只能从中复制单个文件"),
        CopyReason::NothingInto(container) => format!("容器 {container} 中既没有 tar 也没有 sh:无法向其中复制"),
        CopyReason::NothingOut(container) => format!("容器 {container} 中既没有 tar 也没有 cat:无法从中复制"),
        CopyReason::Changed(bytes, all) => format!("复制期间文件有变化:应为 {all} 字节,实为 {bytes} 字节"),
        CopyReason::Exited(program, code) => format!("{program} 结束,退出码 {code}"),
        CopyReason::NotFound(program) => format!("找不到可执行文件:{program}"),
        CopyReason::NoAnswer(seconds) => format!("{seconds} 秒内没有响应"),
        CopyReason::TooMany => "其中名称过多:请输入完整路径".to_owned(),
        CopyReason::NoList => "容器中没有 ls:请输入完整路径".to_owned(),
        CopyReason::NotListed => "此处执行命令需要确认,因此不列出内容:请输入完整路径".to_owned(),
    }
}
