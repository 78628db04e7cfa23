//! Environments side by side.

use crate::app::text::EnvironmentsText;
use crate::model::environments::grid::Standing;

pub(super) fn text(text: &EnvironmentsText) -> String {
    match text {
        EnvironmentsText::None => "没有名称互为环境的命名空间,例如 shop-dev 和 shop-prod".to_owned(),
        EnvironmentsText::OneGroup => "没有其他环境组".to_owned(),
        EnvironmentsText::NotThere => "此环境中没有该工作负载".to_owned(),
        EnvironmentsText::Stands(standing) => match standing {
            Standing::Last => "最后一个拥有它的环境:其他环境与它比较".to_owned(),
            Standing::Same => "镜像与最后一个环境相同".to_owned(),
            Standing::Ahead(n) => format!("领先最后一个环境 {n} 个版本"),
            Standing::Behind(n) => format!("落后最后一个环境 {n} 个版本"),
            Standing::OtherRepository => "镜像仓库与最后一个环境不同".to_owned(),
            Standing::OtherDigest => "标签与最后一个环境相同,但镜像不同".to_owned(),
            Standing::Different => "标签与最后一个环境不同;无法判断哪个更新".to_owned(),
            Standing::OtherContainers => "容器与最后一个环境不同".to_owned(),
            Standing::Missing => "不存在".to_owned(),
        },
        EnvironmentsText::Since(0, age) => format!("已生效 {age}"),
        EnvironmentsText::Since(revision, age) => format!("版本 {revision},已生效 {age}"),
    }
}
