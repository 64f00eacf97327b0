//! The shapes that pages of vendors have on their sites and in exports: tables without a
//! column of types, tables about the whole URI, objects that are named by the number of
//! their table, cells over several rows.

use super::{Fixture, drafted, findings};

/// A page as a site has it: with its navigation, its scripts, and attributes everywhere.
const SITE: &str = r#"<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Help</title>
<style>.x { color: red }</style><script>var page = "<table><tr><td>x</td></tr></table>";</script></head>
<body><nav><ul><li><a href="/a">GET /v1/nothing</a></li></ul></nav>
<div class="crumbs">Help Center &gt; Boats &gt; API</div>
<a name="EN_1"></a><a name="EN_1"></a><h1 class="topictitle1">Launching a Boat</h1>
<div class="updateinfo">Updated on&nbsp;2031-04-05 GMT+08:00</div>
<div class="section"><h4 class="sectiontitle">Constraints</h4>
<p>A boat of another harbour is launched with (POST /v1/boats/foreign).</p></div>
<div class="section"><h4 class="sectiontitle">URI</h4><p id="p1">POST /v1/{harbour}/boats{?dry_run}</p>
<p><a href="\#t1">Table 1</a> describes the parameters.</p>
<div class="tablenoborder"><a name="t1"></a><table cellpadding="4" summary="" frame="border" rules="all">
<caption><b>Table 1 </b>Parameter description</caption>
<thead align="left"><tr id="r1"><th align="left" width="17%"><p>Parameter</p></th><th><p>Mandatory</p></th><th><p>Description</p></th></tr></thead>
<tbody><tr><td class="cellrowborder" valign="top"><p>harbour</p>
</td><td><p>Yes</p></td><td><p>The <span>harbour</span>.</p><div class="note"><span class="notetitle"> NOTE: </span><div class="notebody"><p>It is closed at night.</p></div></div></td></tr>
<tr><td><p>dry_run</p></td><td><p>No</p></td><td><p>Whether nothing happens.</p></td></tr></tbody></table></div></div>
<div class="section"><h4 class="sectiontitle">Request Body</h4>
<table><caption><b>Table 2 </b>Parameters</caption>
<tr><td><b>Parameter</b></td><td>Mandatory</td><td>Type</td><td>Description</td></tr>
<tr><td>kind</td><td rowspan="2">Yes</td><td>String</td><td>The kind.<ul><li>sail_boat: with a sail<ul><li>of cloth</li></ul></li><li>row_boat: with oars</li></ul></td></tr>
<tr><td>masts</td><td>Array of objects</td><td>The masts. For details, see <a href="\#t3">Table 3</a>.</td></tr>
<tr><td>keel</td><td>No</td><td>Object</td><td>The keel. For details, see <a href="\#t4">Table 4</a>.</td></tr>
</table>
<table><caption><b>Table 3 </b>Data structure of the masts field</caption>
<tr><th>Parameter</th><th>Mandatory</th><th>Type</th><th>Description</th></tr>
<tr><td>height</td><td>Yes</td><td>Integer</td><td>The value ranges from 1 to 40.</td></tr></table>
<table><caption><b>Table 4 </b>Parameters of the part below the water</caption>
<tr><th>Parameter</th><th>Mandatory</th><th>Type</th><th colspan="2">Description</th></tr>
<tr><td>depth</td><td>No</td><td>Float</td><td>Its depth</td><td>in metres.</td></tr></table></div>
<div class="section"><h4 class="sectiontitle">Response Body</h4>
<table><caption><b>Table 5 </b>Parameters</caption><thead><tr><th>Parameter</th><th>Type</th><th>Description</th></tr></thead>
<tr><td>boats</td><td>Array of boat objects</td><td>The boats.</td></tr><tr><td>count</td><td>Integer</td><td>How many.</td></tr></table>
<table><caption><b>Table 6 </b>boat parameters</caption><thead><tr><th>Parameter</th><th>Type</th><th>Description</th></tr></thead>
<tr><td>name</td><td>String</td><td>Its name.</td></tr></table></div>
<div class="section"><h4 class="sectiontitle">Example Request (Launching One)</h4>
<pre class="screen">POST https://{endpoint}/v1/north/boats
{ "kind": "row_boat" }</pre></div>
<footer><p>GET /v1/feedback</p></footer><script>if (1 < 2) { x() }</script></body></html>"#;

#[test]
fn a_page_of_a_site_is_transcribed_whole() {
    let draft = drafted("boat.html", SITE);
    let expected = [
        "operation: launch_boat\nhttp: POST /v1/{harbour}/boats\npage: { title: \"Launching a Boat\", updated: 2031-04-05 }",
        "\npath:\n  table: 1\n  fields:\n    harbour:\n      type: string\n      required: true\n",
        "\nquery:\n  table: 1\n  fields:\n    dry_run:\n      type: string\n      # PAGE: a type that no column states",
        "\nbody: LaunchBoatBody\n",
        "  LaunchBoatBody:\n    table: 2\n    fields:\n      kind:\n        type: Kind\n        required: true\n",
        "      masts:\n        type: { array: Masts }\n        required: true\n",
        "      keel:\n        type: Part\n",
        "  Masts:\n    table: 3\n    fields:\n      height:\n        type: integer\n        required: true\n        range: { min: 1, max: 40 }\n",
        "  Part:\n    table: 4\n    fields:\n      depth:\n        type: float\n",
        "  LaunchBoatResponse:\n    table: 5\n    fields:\n      boats:\n        type: { array: Boat }\n",
        "  Boat:\n    table: 6\n    fields:\n      name:\n        type: string\n",
        "  Kind:\n    values:\n      sail_boat:\n      row_boat:\n",
        "\nexamples:\n  requests: [launch_boat_1]\n",
    ];
    for part in expected {
        assert!(draft.contains(part), "no {part:?} in\n{draft}");
    }
    for words in ["closed at night", "with a sail", "metres", "nothing", "feedback"] {
        assert!(!draft.contains(words), "{words} in\n{draft}");
    }
}

#[test]
fn a_name_over_several_rows_is_one_field() {
    let page = "<h1>Launching a Boat</h1><p>POST /v1/boats</p><table>\
        <tr><th>Parameter</th><th>Mandatory</th><th>Type</th><th>Description</th></tr>\
        <tr><td rowspan=2>kind</td><td rowspan=2>No</td><td rowspan=2>String</td><td>The kind.</td></tr>\
        <tr><td>Default: sail_boat</td></tr>\
        <tr><td>name</td><td>Yes</td><td>String</td><td>The name.</td></tr></table>";
    let draft = drafted("boat.html", page);
    assert!(
        draft.contains("kind:\n        type: string\n        default: sail_boat\n"),
        "{draft}"
    );
    assert!(
        draft.contains("name:\n        type: string\n        required: true\n"),
        "{draft}"
    );
    assert_eq!(draft.matches("kind:").count(), 1, "{draft}");
}

#[test]
fn markdown_with_tables_in_html_is_read() {
    let page = "# 启动船只<a name=\"b1\"></a>\n\n## 功能介绍\n\n启动。\n\n## URI<a name=\"u\"></a>\n\n\
        POST /v1/\\{harbour\\_id\\}/boats\n\n参数说明请参见[表1](#t1)。\n\n**表 1**  参数说明\n\n<a name=\"t1\"></a>\n\
        <table><thead align=\"left\"><tr id=\"r\"><th class=\"c\"><p>名称</p>\n</th>\n<th><p>是否必选</p>\n</th>\n<th><p>说明</p>\n</th>\n</tr>\n</thead>\n\
        <tbody><tr><td><p><a name=\"p1\"></a>harbour_id</p>\n</td>\n<td><p>是</p>\n</td>\n<td><p>港口。</p>\n</td>\n</tr>\n</tbody>\n</table>\n\n\
        ## 请求消息\n\n-   请求参数\n\n    **表 2**  请求参数\n\n\
        <table><tr><th>参数名称</th><th>是否必选</th><th>参数类型</th><th>说明</th></tr>\n\
        <tr><td>mast</td><td>否</td><td>Object</td><td>桅杆，详见[表3](#t3)。</td></tr></table>\n\n\
        **表 3**  mast字段数据结构说明\n\n\
        <table><tr><th>参数名称</th><th>是否必选</th><th>参数类型</th><th>说明</th></tr>\n\
        <tr><td>height</td><td>是</td><td>Integer</td><td>高度。</td></tr></table>\n\n\
        -   请求样例\n\n    ```\n    POST https://{Endpoint}/v1/north/boats\n    { \"mast\": { \"height\": 3 } }\n    ```\n";
    let draft = drafted("boat.md", page);
    for part in [
        "http: POST /v1/{harbour_id}/boats",
        "path:\n  table: 1\n  fields:\n    harbour_id:\n      type: string\n      required: true\n",
        "      mast:\n        type: Mast\n",
        "  Mast:\n    table: 3\n    fields:\n      height:\n        type: integer\n        required: true\n",
    ] {
        assert!(draft.contains(part), "no {part:?} in\n{draft}");
    }
}

#[test]
fn a_page_of_another_operation_is_one_finding() {
    let fixture = Fixture::bicycles();
    let found = fixture.audit("boat.html", SITE);
    assert_eq!(findings(&found), 1, "{}", fixture.shown("boat.html", SITE, &found));
    let message = found.iter().map(|it| it.message.as_str()).next();
    assert_eq!(message, Some("no operation of the spec is `POST /v1/{harbour}/boats`"));
}
