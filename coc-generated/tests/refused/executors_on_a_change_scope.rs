use coc_generated::create_ticket::ChangeScope;

fn main() {
    let _ = ChangeScope::builder().app_name("Web shop").region("cn-north-4").executors("somebody").build(); //~ E0599
}
