use coc_generated::create_ticket::Guides;

fn main() {
    let _ = Guides::builder().change_guides("guide").plan_task_id("job").build(); //~ E0599
}
