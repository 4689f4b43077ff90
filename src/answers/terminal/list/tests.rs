use super::*;

fn row(value: &str, line: &str, details: &str) -> Row {
    Row { value: value.into(), line: line.into(), details: details.lines().map(str::to_owned).collect() }
}

fn rows() -> Vec<Row> {
    vec![
        row("github", "GitHub", "people sign in with GitHub"),
        row("gitlab", "GitLab", "people sign in with GitLab"),
        row(
            "ldap",
            "An LDAP directory",
            "people sign in with their directory account; a reading account brings people and groups",
        ),
    ]
}

fn look(width: u16) -> Look {
    Look { color: false, unicode: true, animated: true, width, quiet: false }
}

#[test]
fn letters_narrow_the_list_and_esc_takes_them_back_before_it_leads_back() {
    let rows = rows();
    let mut list = List::new(&rows, 0);
    for typed in "directory".chars() {
        assert_eq!(list.press(&Key::Char(typed)), None);
    }
    assert_eq!(list.fitting(), [2]);
    assert_eq!(list.press(&Key::Char('?')), None, "a sign after letters is one of them");
    assert_eq!(list.press(&Key::Enter), Some(Pressed::Pasted), "nothing fits");
    assert_eq!(list.press(&Key::Backspace), None);
    assert_eq!(list.press(&Key::Enter), Some(Pressed::Chosen(2)));
    assert_eq!(list.press(&Key::Escape), None);
    assert_eq!(list.fitting().len(), 3);
    assert_eq!(list.press(&Key::ArrowDown), None);
    assert_eq!(list.press(&Key::Char('?')), Some(Pressed::Explained(1)), "esc leads to what is recommended");
    assert_eq!(list.press(&Key::ArrowDown), None);
    assert_eq!(list.press(&Key::Enter), Some(Pressed::Chosen(2)));
    assert_eq!(list.press(&Key::Escape), Some(Pressed::Back));
}

#[test]
fn what_no_row_has_in_its_name_is_not_shown() {
    let rows = rows();
    let mut list = List::new(&rows, 0);
    "git".chars().for_each(|letter| _ = list.press(&Key::Char(letter)));
    assert_eq!(list.shown("·", 40), "git");
    "-----BEGIN".chars().for_each(|letter| _ = list.press(&Key::Char(letter)));
    assert_eq!(list.shown("·", 40), "git··········");
    assert_eq!(list.press(&Key::Enter), Some(Pressed::Pasted));
    assert_eq!(list.typed(), "git-----BEGIN");
    list.clear();
    assert_eq!((list.shown("·", 40).as_str(), list.fitting().len()), ("", 3));
}

#[test]
fn ones_own_words_are_seen_and_what_may_be_a_secret_is_not() {
    let rows = rows();
    for (typed, seen) in [
        ("why is my user not found", "why is my user not found"),
        ("gitlab scopes", "gitlab scopes"),
        ("what is oauth2?", "what is oauth2?"),
        ("it says Xk3vQ9pLm2", "it says ··········"),
        ("-----BEGIN", "··········"),
        ("abcdefghijklmnopqrstuvwxyz", "··························"),
    ] {
        let mut list = List::new(&rows, 0).with_own_words();
        typed.chars().for_each(|letter| _ = list.press(&Key::Char(letter)));
        assert_eq!(list.shown("·", 40).trim_end(), seen);
    }
}

#[test]
fn a_row_that_is_called_as_typed_comes_before_those_that_only_have_it_in_their_name() {
    let rows = [
        row("oidc", "another OpenID Connect server: Okta, Auth0, Dex", ""),
        row("okta-preview", "Okta for guests", ""),
        row("okta", "Okta", ""),
    ];
    let mut list = List::new(&rows, 0);
    "okta".chars().for_each(|letter| _ = list.press(&Key::Char(letter)));
    assert_eq!(list.fitting(), [2, 1, 0]);
    assert_eq!(list.press(&Key::Enter), Some(Pressed::Chosen(2)));
    list.clear();
    "okta f".chars().for_each(|letter| _ = list.press(&Key::Char(letter)));
    assert_eq!(list.press(&Key::Enter), Some(Pressed::Chosen(1)));
}

#[test]
fn the_meaning_of_the_row_under_the_cursor_stands_below_the_list_once() {
    let rows = rows();
    let picture = List::new(&rows, 1).picture(&look(80), "Where do people sign in?", 24, (true, true));
    assert_eq!(
        picture.lines,
        [
            "? Where do people sign in?",
            "  GitHub",
            "❯ GitLab",
            "  An LDAP directory",
            "",
            "    people sign in with GitLab",
            "  ↑↓ move · letters narrow · ? explain · enter choose · esc back",
        ]
    );
    assert_eq!(picture.cursor, 2);
}

#[test]
fn at_forty_columns_no_word_is_cut_and_no_line_reaches_the_edge() {
    let rows = rows();
    let picture =
        List::new(&rows, 2).picture(&look(40), "Where do people of your organisation sign in?", 20, (true, true));
    assert!(picture.lines.iter().all(|line| console::measure_text_width(line) < 40), "{picture:#?}");
    let shown = picture.lines.join(" ");
    for word in "organisation directory account; reading narrow".split(' ') {
        assert!(shown.contains(word), "{word}: {shown}");
    }
}

#[test]
fn a_word_that_is_in_no_name_finds_what_a_row_means() {
    let rows = rows();
    let mut list = List::new(&rows, 0);
    "reading".chars().for_each(|typed| _ = list.press(&Key::Char(typed)));
    assert_eq!((list.fitting(), list.shown("·", 40)), (vec![2], "reading".to_owned()));
    let mut list = List::new(&rows, 0);
    "git".chars().for_each(|typed| _ = list.press(&Key::Char(typed)));
    assert_eq!(list.fitting(), [0, 1], "where a name has it, meanings are not looked at");
}

#[test]
fn letters_that_match_nothing_reach_no_edge_either() {
    let rows = rows();
    let mut list = List::new(&rows, 0);
    for typed in "a name that no row of this list has in it, and which is long".chars() {
        list.press(&Key::Char(typed));
    }
    let picture = list.picture(&look(40), "Where do people sign in?", 20, (true, true));
    assert!(picture.lines.iter().all(|line| console::measure_text_width(line) < 40), "{picture:#?}");
    let shown = picture.lines.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(shown.contains("nothing here is called or described so; esc clears it"), "{shown}");
}

#[test]
fn a_long_list_shows_the_part_around_the_cursor_and_says_so() {
    let rows: Vec<_> = (1..=40).map(|n| row(&format!("team-{n}"), &format!("Team {n}"), "")).collect();
    let picture = List::new(&rows, 20).picture(&look(80), "Who?", 12, (false, true));
    assert!(picture.lines.len() < 12, "{picture:#?}");
    assert_eq!(picture.lines[picture.cursor], "❯ Team 21");
    assert!(picture.lines.iter().any(|line| line.ends_with("of 40")), "{picture:#?}");
    let last = List::new(&rows, 39).picture(&look(80), "Who?", 12, (false, true));
    assert_eq!(last.lines[last.cursor], "❯ Team 40");
}
