//! In which form a webhook wants its messages: as programs take them, as a group robot does, or as the settings describe it.
//! The name of a form is what settings, contacts and the command line have.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

/// The longest name of a template. Units: characters.
const NAME_MAX: usize = 32;

/// In which form a webhook wants its messages; written as its name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Form {
    /// Standard Webhooks: for programs.
    #[default]
    Standard,
    /// A group robot: for people.
    Robot(Robot),
    /// As `webhook.templates.NAME` of the settings describes it.
    Template(String),
}

impl Form {
    /// The form of that name.
    ///
    /// Errors: it cannot be the name of a template either.
    pub fn named(name: &str) -> Result<Form, String> {
        if name == "standard" {
            return Ok(Form::Standard);
        }
        if let Some(robot) = Robot::ALL.into_iter().find(|robot| robot.name() == name) {
            return Ok(Form::Robot(robot));
        }
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
        match (1..=NAME_MAX).contains(&name.len()) && name.chars().all(plain) {
            true => Ok(Form::Template(name.to_owned())),
            false => Err("not the name of a form".into()),
        }
    }

    /// The form that a URL speaks for, where nobody says.
    pub fn of_url(url: &str) -> Form {
        let url = Url::parse(url).ok();
        let robot = url.and_then(|url| Robot::at(url.host_str()?));
        robot.map_or(Form::Standard, Form::Robot)
    }
}

impl TryFrom<String> for Form {
    type Error = String;

    fn try_from(name: String) -> Result<Form, String> {
        Form::named(&name)
    }
}

impl From<Form> for String {
    fn from(form: Form) -> String {
        form.to_string()
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Form::Standard => f.write_str("standard"),
            Form::Robot(robot) => f.write_str(robot.name()),
            Form::Template(name) => f.write_str(name),
        }
    }
}

/// A group robot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Robot {
    /// 企业微信.
    WeCom,
    /// 钉钉.
    DingTalk,
    /// 飞书 and Lark.
    Feishu,
}

impl Robot {
    /// All of them.
    pub const ALL: [Robot; 3] = [Robot::WeCom, Robot::DingTalk, Robot::Feishu];

    /// Its name in settings and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Robot::WeCom => "wecom",
            Robot::DingTalk => "dingtalk",
            Robot::Feishu => "feishu",
        }
    }

    /// The robot whose webhooks are on that host.
    pub fn at(host: &str) -> Option<Robot> {
        match host {
            "qyapi.weixin.qq.com" => Some(Robot::WeCom),
            "oapi.dingtalk.com" | "api.dingtalk.com" => Some(Robot::DingTalk),
            "open.feishu.cn" | "open.larksuite.com" => Some(Robot::Feishu),
            _ => None,
        }
    }
}
