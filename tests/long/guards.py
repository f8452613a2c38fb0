"""The guards of the anonymous door, how each is switched off, and the tests of which at least one must notice.

A row that no longer fits is a guard that moved: `text` stands exactly once in `file`. Name the quickest test that is
enough. A row asks SQLite, made from the models, unless `postgres` says that it needs roles and migrations.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """One guard: `text` in `file` becomes `instead`, and one of `tests` (node ids) must fail."""

    name: str
    file: str
    text: str
    instead: str
    tests: tuple[str, ...]
    postgres: bool = False


MESSAGE = "def _message(counters: array[int], limits: list[Limit], *, waited: bool) -> Outcome:\n"
GUARDS = (
    # What an answer of the door says to the browser.
    Guard(
        name="forms of our own are sent with their origin",
        file="config/base.py",
        text='SECURE_REFERRER_POLICY = "same-origin"',
        instead='SECURE_REFERRER_POLICY = "no-referrer"',
        tests=("tests/feedback/test_returning.py::test_no_page_of_the_door_sets_a_cookie_or_may_be_stored",),
    ),
    Guard(
        name="no cookie is set at the door",
        file="core/stripping.py",
        text="response.cookies.clear()",
        instead='response.set_cookie("language", "en")',
        tests=("tests/feedback/test_returning.py::test_no_page_of_the_door_sets_a_cookie_or_may_be_stored",),
    ),
    Guard(
        name="cookies of others are dropped at the door",
        file="core/stripping.py",
        text="response.cookies.clear()",
        instead="pass",
        tests=("tests/architecture/test_lock_5_stripping.py::test_nothing_of_the_sender_arrives_at_the_door",),
    ),
    Guard(
        name="no page is stored by a browser",
        file="core/headers.py",
        text='response.headers.setdefault("Cache-Control", "no-store")',
        instead="pass",
        tests=("tests/feedback/test_returning.py::test_no_page_of_the_door_sets_a_cookie_or_may_be_stored",),
    ),
    Guard(
        name="no script stands inside a page",
        file="config/base.py",
        text='"script-src": [SELF],',
        instead='"script-src": [SELF, "\'unsafe-inline\'"],',
        tests=("tests/attacks/test_07_headers.py::test_every_route_has_every_header_whatever_it_answers[get]",),
    ),
    Guard(
        name="leaving leaves neighbouring sites alone",
        file="feedback/views/leaving.py",
        text='\'"cache", "storage"\'',
        instead="'\"*\"'",
        tests=("tests/feedback/test_attacks.py::test_leaving_does_not_sign_out_of_neighbouring_sites",),
    ),
    Guard(
        name="nothing of a visit is shown after somebody has left it",
        file="feedback/form_state.py",
        text="if state.visit and _left(state.visit).exists():",
        instead="if False:",
        tests=("tests/feedback/test_leaving.py::test_a_draft_that_was_left_opens_again_with_its_code",),
    ),
    Guard(
        name="a form from elsewhere is refused",
        file="feedback/decorators.py",
        text='if request.method == "POST" and not _from_here(request):',
        instead="if False:",
        tests=("tests/feedback/test_wizard.py::test_a_form_from_elsewhere_is_refused",),
    ),
    # What is known of the sender, and what is written down of a request.
    Guard(
        name="the browser's name is dropped",
        file="core/stripping.py",
        text='KEPT_HEADERS = frozenset({\n    "HTTP_HOST",',
        instead='KEPT_HEADERS = frozenset({\n    "HTTP_USER_AGENT", "HTTP_HOST",',
        tests=("tests/architecture/test_lock_5_stripping.py::test_nothing_of_the_sender_arrives_at_the_door",),
    ),
    Guard(
        name="the address is dropped",
        file="core/stripping.py",
        text="request.META.update(BLANKED)",
        instead="pass",
        tests=("tests/architecture/test_lock_5_stripping.py::test_nothing_of_the_sender_arrives_at_the_door",),
    ),
    Guard(
        name="the lock stands first in the process that serves members",
        file="config/settings.py",
        text='MIDDLEWARE = [\n    "core.stripping.StripDoorRequests",\n',
        instead="MIDDLEWARE = [\n",
        tests=("tests/architecture/test_lock_5_stripping.py::test_the_lock_stands_first_in_both_processes",),
    ),
    Guard(
        name="an address becomes one of 256",
        file="core/buckets.py",
        text='return hmac.digest(_key_of_today(), _network(str(meta.get("REMOTE_ADDR", ""))), "sha256")[0]',
        instead='return int.from_bytes(_network(str(meta.get("REMOTE_ADDR", ""))))',
        tests=("tests/core/test_buckets.py::test_networks_share_256_numbers_evenly",),
    ),
    Guard(
        name="numbers of networks mean nothing the next day",
        file="core/buckets.py",
        text="_keys.setdefault(today, secrets.token_bytes(32))",
        instead="_keys.setdefault(today, bytes(32))",
        tests=("tests/core/test_buckets.py::test_numbers_of_yesterday_mean_nothing_today",),
    ),
    Guard(
        name="nobody is mailed about errors",
        file="config/base.py",
        text="ADMINS: list[tuple[str, str]] = []",
        instead='ADMINS: list[tuple[str, str]] = [("Somebody", "somebody@demo.example")]',
        tests=("tests/core/test_errors.py::test_nobody_is_mailed_about_faults_and_reports_are_empty",),
    ),
    Guard(
        name="reports of errors are empty",
        file="core/errors.py",
        text='return SafeString("An error happened. Details are kept out of reports on purpose.")',
        instead="return SafeString(str(self.exc_value))",
        tests=("tests/core/test_errors.py::test_nobody_is_mailed_about_faults_and_reports_are_empty",),
    ),
    Guard(
        name="logs keep nothing of a request",
        file="config/base.py",
        text='"filters": ["quiet"]',
        instead='"filters": []',
        tests=("tests/core/test_errors.py::test_everything_that_writes_logs_takes_the_request_out",),
    ),
    Guard(
        name="no copy of an upload lies on a disk",
        file="config/base.py",
        text='FILE_UPLOAD_HANDLERS = ["core.uploads.InMemory"]',
        instead='FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]',
        tests=("tests/feedback/test_files.py::test_no_copy_is_ever_opened_for_writing",),
    ),
    # Times.
    Guard(
        name="a row knows the day and no clock",
        file="feedback/models/conversations.py",
        text="received_on = models.DateField()",
        instead="received_on = models.DateTimeField()",
        tests=("tests/architecture/test_lock_3_columns.py::test_no_column_of_the_door_tells_who_or_when",),
    ),
    Guard(
        name="keys of forms do not tell the minute",
        file="feedback/form_state.py",
        text="os.utime(path, (hour * HOUR_S, hour * HOUR_S))",
        instead="os.utime(path)",
        tests=("tests/feedback/test_attacks.py::test_form_keys_do_not_write_down_the_minute_of_a_visit",),
    ),
    Guard(
        name="what came in is fetched shuffled",
        file="desk/actions/collecting.py",
        text="rng.shuffle(new)",
        instead="pass",
        tests=("tests/desk/test_collecting.py::test_collect_takes_shuffled_batches_until_its_time_is_over",),
    ),
    Guard(
        name="what came in is fetched slowly",
        file="config/variables.py",
        text="3600.0,",
        instead="1.0,",
        tests=("tests/desk/test_collecting.py::test_production_collects_too_slowly_to_tell_who_just_wrote",),
    ),
    Guard(
        name="warnings leave in fixed slots",
        file="desk/actions/collecting.py",
        text="due_at=slot,",
        instead="due_at=now,",
        tests=("tests/desk/test_collecting.py::test_warning_goes_to_the_desk_once_a_day_in_a_fixed_slot",),
    ),
    Guard(
        name="messages to those who asked leave in fixed hours",
        file="desk/actions/answer_reminders.py",
        text="if not key or timezone.localtime(now).hour not in {sending.hour for sending in SENDING_TIMES}:",
        instead="if not key:",
        tests=("tests/desk/test_answer_reminders.py::test_nothing_leaves_outside_the_fixed_hours[8]",),
    ),
    Guard(
        name="no task waits at the broker for its time",
        file="notifications/actions/nudging.py",
        text="ignore_result=True, expires=EXPIRES_S)",
        instead="ignore_result=True, countdown=60)",
        tests=("tests/architecture/test_tasks.py::test_no_task_is_given_a_time_to_wait_for",),
    ),
    # Sealing.
    Guard(
        name="ciphertext is bound to its place",
        file="feedback/sealing.py",
        text='return b"answerable|v1|" + associated_data.encode() + b"|" + number',
        instead='return b"answerable|v1|"',
        tests=("tests/feedback/test_sealing.py::test_another_key_place_or_number_never_opens",),
    ),
    Guard(
        name="an unknown version is refused",
        file="feedback/sealing.py",
        text="if envelope[:1] != VERSION or len(written)",
        instead="if len(written)",
        tests=("tests/feedback/test_sealing.py::test_an_unknown_version_is_refused",),
    ),
    Guard(
        name="another key's number is refused",
        file="feedback/sealing.py",
        text=" or (number is not None and written != number):",
        instead=":",
        tests=("tests/feedback/test_sealing.py::test_another_key_place_or_number_never_opens",),
    ),
    Guard(
        name="a sealed box opens in its own place only",
        file="feedback/sealing.py",
        text="if opened[2 : 2 + length] != _bound(associated_data, found):",
        instead="if False:",
        tests=("tests/feedback/test_sealing.py::test_a_sealed_thing_moved_to_another_place_never_opens",),
    ),
    Guard(
        name="lengths are filled up",
        file="feedback/sealing.py",
        text="return bytes(sodium_pad(data, block))",
        instead="return bytes(sodium_pad(data, 16))",
        tests=("tests/feedback/test_sealing.py::test_length_tells_nothing_below_a_kilobyte",),
    ),
    Guard(
        name="words of every length are sealed to one",
        file="feedback/sealing.py",
        text="CONTENT_BLOCK = 8192",
        instead="CONTENT_BLOCK = 16",
        tests=("tests/attacks/test_11_length.py::test_short_and_long_words_are_sealed_to_one_length",),
    ),
    Guard(
        name="sizes of files are told in steps",
        file="feedback/sealing.py",
        text="FILE_BLOCK = 256 * 1024",
        instead="FILE_BLOCK = 16",
        tests=("tests/feedback/test_files.py::test_sizes_are_told_in_steps_only",),
    ),
    Guard(
        name="words are sealed before they are kept",
        file="feedback/actions/submitting.py",
        text="body = sealing.wrap(packed, key, associated_data=sealing.cell(table, column, row), number=number)",
        instead="body = packed",
        tests=("tests/feedback/test_wizard.py::test_nothing_in_clear_reaches_the_database",),
    ),
    Guard(
        name="without a valid key nothing is accepted",
        file="feedback/queries.py",
        text="SealingKey.objects.filter(kind=kind, valid_from__lte=on, valid_until__gte=on)",
        instead="SealingKey.objects.filter(kind=kind)",
        tests=("tests/feedback/test_no_key.py::test_nothing_is_kept_without_a_key_of_its_time",),
    ),
    Guard(
        name="no kind of key stands in for another",
        file="feedback/queries.py",
        text="SealingKey.objects.filter(kind=kind, valid_from__lte=on, valid_until__gte=on)",
        instead="SealingKey.objects.filter(valid_from__lte=on, valid_until__gte=on)",
        tests=("tests/feedback/test_no_key.py::test_nothing_is_kept_without_a_key_of_its_time",),
    ),
    Guard(
        name="answers about equality are sealed to the worker alone",
        file="feedback/actions/equality.py",
        text="key = queries.current_key(on, KeyKind.EQUALITY)",
        instead="key = queries.current_key(on)",
        tests=("tests/attacks/test_joining.py::test_no_private_half_and_no_secret_of_the_site_opens_what_is_apart",),
    ),
    Guard(
        name="answers of too few are not counted",
        file="desk/actions/equality.py",
        text="if len(numbers) >= settings.SMALL_CELL_THRESHOLD:",
        instead="if numbers:",
        tests=("tests/desk/test_equality_answers.py::test_fewer_wait_until_there_are_enough",),
    ),
    Guard(
        name="rows of a day are written again",
        file="desk/actions/collecting.py",
        text="    door.shuffle_conversations(collected, on=timezone.localdate(), rng=rng)\n",
        instead="    Feedback.objects.filter(pk__in=collected).update(shuffled=True)\n",
        tests=("tests/attacks/test_10_time.py::test_who_comes_later_in_the_day_is_put_among_who_came_before",),
        postgres=True,
    ),
    Guard(
        name="an address is sealed to the worker alone",
        file="feedback/actions/after.py",
        text="key = queries.current_key(on, KeyKind.NOTICES)",
        instead="key = queries.current_key(on)",
        tests=("tests/attacks/test_joining.py::test_no_private_half_and_no_secret_of_the_site_opens_what_is_apart",),
    ),
    Guard(
        name="an address is destroyed when it was told",
        file="desk/actions/answer_reminders.py",
        text="contact.delete()",
        instead="contact.refresh_from_db()",
        tests=("tests/desk/test_answer_reminders.py::test_one_message_is_sent_and_the_address_is_gone",),
    ),
    Guard(
        name="no holder opens a copy alone",
        file="keys/actions/escrow.py",
        text="twice = sealing.seal(once, outer,",
        instead="twice = sealing.seal(private, outer,",
        tests=("tests/attacks/test_27_key_loss.py::test_one_card_opens_no_copy_whatever_is_tried",),
    ),
    # Codes.
    Guard(
        name="a typo in a code is seen",
        file="feedback/codes.py",
        text=" or _check_symbol(code[:-1]) != code[-1]",
        instead="",
        tests=("tests/feedback/test_codes.py::test_every_single_slip_is_seen_without_deriving_a_key",),
    ),
    Guard(
        name="codes come from the secure source",
        file="feedback/codes.py",
        text="import secrets\n",
        instead="import random as secrets\n",
        tests=("tests/feedback/test_codes.py::test_codes_come_from_the_secure_source_only",),
    ),
    Guard(
        name="a row is not found without the pepper",
        file="feedback/codes.py",
        text="hmac.digest(settings.RECEIPT_PEPPER,",
        instead="hmac.digest(settings.RECEIPT_SALT,",
        tests=(
            "tests/feedback/test_codes.py::test_a_code_opens_the_same_thing_each_time_and_nothing_without_the_pepper",
        ),
    ),
    Guard(
        name="replies are not opened without the pepper",
        file="feedback/codes.py",
        text="salt=settings.RECEIPT_PEPPER",
        instead="salt=settings.RECEIPT_SALT",
        tests=(
            "tests/feedback/test_codes.py::test_a_code_opens_the_same_thing_each_time_and_nothing_without_the_pepper",
        ),
    ),
    Guard(
        name="a draft and a receipt share no key",
        file="feedback/codes.py",
        text='return _derived(_root(code), b"draft|")',
        instead='return _derived(_root(code), b"")',
        tests=("tests/feedback/test_codes.py::test_a_code_opens_a_receipt_and_a_draft_in_different_places",),
    ),
    Guard(
        name="the code is refused inside the words",
        file="feedback/codes.py",
        text="return code in _squeezed(text)",
        instead="return False",
        tests=("tests/feedback/test_wizard.py::test_the_code_inside_the_words_is_refused_with_help",),
    ),
    Guard(
        name="a new code ends the old one",
        file="feedback/actions/returning.py",
        text="        lookup=opened.lookup,\n        reply_private=",
        instead="        reply_private=",
        tests=("tests/feedback/test_returning.py::test_a_new_code_ends_the_old_one_and_every_open_page",),
    ),
    Guard(
        name="erasing destroys the keys",
        file="feedback/actions/returning.py",
        text="DataKey.objects.filter(feedback=feedback).delete()",
        instead="DataKey.objects.filter(feedback=feedback)",
        tests=("tests/feedback/test_returning.py::test_erasing_asks_first_and_then_destroys_every_key",),
    ),
    # Sending.
    Guard(
        name="the same submission is kept once",
        file="feedback/models/conversations.py",
        text=(
            "submission = models.UUIDField(unique=True, editable=False)\n"
            "    lookup = models.BinaryField(max_length=32, unique=True)"
        ),
        instead=("submission = models.UUIDField(editable=False)\n    lookup = models.BinaryField(max_length=32)"),
        tests=("tests/feedback/test_wizard.py::test_the_same_send_twice_is_kept_once_and_the_code_works",),
    ),
    Guard(
        name="a second press sends the same submission",
        file="feedback/views/sending.py",
        text="return uuid.uuid5(uuid.UUID(state.submission), everything)",
        instead="return uuid.uuid4()",
        tests=("tests/feedback/test_wizard.py::test_the_same_send_twice_is_kept_once_and_the_code_works",),
    ),
    Guard(
        name="every page of a visit carries the same code and number",
        file="feedback/views/pages.py",
        text="    state = numbered(replace(state, changing=False))",
        instead="    state = replace(state, changing=False)",
        tests=(
            "tests/feedback/test_wizard.py::test_going_back_from_a_lost_answer_by_any_page_sends_the_same_thing[code]",
        ),
    ),
    Guard(
        name="the first page of a shared tablet holds nothing of whoever was there",
        file="feedback/views/pages.py",
        text='page(request, "kiosk", _of_tablet(state),',
        instead='page(request, "kiosk", state,',
        tests=(
            "tests/feedback/test_kiosk.py::test_first_page_of_a_kiosk_holds_nothing_of_whoever_was_there[to-start]",
        ),
    ),
    Guard(
        name="the last choice about reading one's words again counts",
        file="feedback/actions/submitting.py",
        text="            _update_own_words(stored, content)\n",
        instead="",
        tests=("tests/feedback/test_reread.py::test_last_choice_counts_when_the_same_is_sent_again",),
    ),
    Guard(
        name="a version that is to be changed is read by nobody else",
        file="desk/queries/cases.py",
        text="(Q(feedback__change_asked=False) | Q(published_on__isnull=False))",
        instead="Q()",
        tests=("tests/desk/test_objecting.py::test_nobody_else_reads_a_version_that_the_person_asked_to_change",),
    ),
    Guard(
        name="a paper holds a version only once others may read it",
        file="tracker/queries/quotes.py",
        text="if is_early and not case.published_on:",
        instead="if False:",
        tests=("tests/desk/test_objecting.py::test_other_words_are_in_a_paper_only_when_their_days_are_over",),
    ),
    Guard(
        name="the desk's page does not change in the second in which the person acts",
        file="desk/case_view.py",
        text="return cls(case, Consents.known(case))",
        instead="return cls(case, Consents.current(case.feedback))",
        tests=("tests/desk/test_known_choices.py::test_page_is_the_same_until_the_desk_has_asked",),
    ),
    Guard(
        name="only the address that is kept is said to be written to",
        file="feedback/views/after.py",
        text='"told" if is_new else "first"',
        instead='"told"',
        tests=("tests/feedback/test_tell_me.py::test_nobody_is_told_of_an_address_that_is_not_the_one_that_is_kept",),
    ),
    Guard(
        name="other words under a used code are not said to be kept",
        file="feedback/actions/submitting.py",
        text="stored.submission != submission or ",
        instead="",
        tests=("tests/feedback/test_attacks.py::test_words_changed_after_sending_are_said_not_to_be_stored",),
    ),
    Guard(
        name="a state is good for its time",
        file="feedback/form_state.py",
        text='if not -CLOCK_SKEW_S <= time.time() - int(data["at"]) <= max_age:',
        instead="if False:",
        tests=("tests/feedback/test_returning.py::test_a_page_open_for_too_long_gives_the_words_back",),
    ),
    # The rate_limit.
    Guard(
        name="people wait in a flood",
        file="feedback/rate_limit.py",
        text=f"{MESSAGE}    if not waited and any(limit.is_reached(counters) for limit in limits):",
        instead=f"{MESSAGE}    if False:",
        tests=("tests/feedback/test_rate_limit.py::test_one_bucket_is_asked_to_wait_and_its_neighbours_are_not",),
    ),
    Guard(
        name="a flood is quarantined",
        file="feedback/rate_limit.py",
        text="return Outcome.QUARANTINE if is_flooded else Outcome.ADMIT",
        instead="return Outcome.ADMIT",
        tests=("tests/feedback/test_rate_limit.py::test_a_flood_from_everywhere_is_quarantined",),
    ),
    Guard(
        name="the rate limit fails open",
        file="feedback/rate_limit.py",
        text="return update(_process_counters, None)",
        instead="return Outcome.WAIT",
        tests=("tests/feedback/test_rate_limit.py::test_without_the_file_the_door_stays_open_and_counts_for_itself",),
    ),
    Guard(
        name="a wait counts for what was waiting",
        file="feedback/challenges.py",
        text="if challenge is None or challenge.about != state.fingerprint:",
        instead="if challenge is None:",
        tests=("tests/feedback/test_challenges.py::test_a_wait_counts_for_exactly_what_was_waiting",),
    ),
    # Files.
    Guard(
        name="pictures are copied pixel by pixel",
        file="sanitiser/images.py",
        text="sheet = _copied(_upright(data, detected))",
        instead="sheet = Image.open(io.BytesIO(data))",
        tests=("tests/desk/test_sanitising.py::test_a_picture_is_drawn_anew_and_the_original_destroyed",),
    ),
    Guard(
        name="a derivative is checked before it is believed",
        file="sanitiser/run.py",
        text="amount=check.measure(media_type, body)",
        instead="amount=1",
        tests=("tests/attacks/test_34_hostile_files.py::test_a_child_that_lies_is_not_believed",),
    ),
    Guard(
        name="the sanitiser reaches no network",
        file="sanitiser/confinement.py",
        text="    alone = own_network()\n    filtered = deny(denied_calls())\n",
        instead="    alone = filtered = True\n",
        tests=("tests/attacks/test_34_hostile_files.py::test_each_lock_alone_keeps_the_child_off_the_network",),
    ),
    Guard(
        name="without a lock the sanitiser reads nothing",
        file="sanitiser/confinement.py",
        text="        raise NotIsolated\n",
        instead="        return\n",
        tests=("tests/attacks/test_34_hostile_files.py::test_without_any_lock_nothing_is_read",),
    ),
    Guard(
        name="the key of an original is destroyed",
        file="desk/actions/sanitising.py",
        text='update(**fields, key=b"", sealing_key=month)',
        instead="update(**fields, sealing_key=month)",
        tests=("tests/desk/test_sanitising.py::test_a_picture_is_drawn_anew_and_the_original_destroyed",),
    ),
    Guard(
        name="what is not sent is not opened",
        file="feedback/queries.py",
        text="filter(state=FileState.WAITING, feedback__isnull=False)",
        instead="filter(state=FileState.WAITING)",
        tests=("tests/desk/test_sanitising.py::test_what_is_not_sent_is_not_opened",),
    ),
    # Who reads it.
    Guard(
        name="what is kept from somebody is closed to readers",
        file="desk/rules/cases.py",
        text="if case.feedback.restricted and case.reader_id != user.pk and not user.has_role(Role.COORDINATOR):",
        instead="if False:",
        tests=("tests/desk/test_restricted.py::test_nothing_can_be_done_by_readers_who_were_not_chosen[may_open]",),
    ),
    Guard(
        name="a consent that is taken back counts for the council",
        file="desk/queries/cases.py",
        text="agreed = Q(feedback__for_council=True) | Q(published_on__isnull=False)",
        instead="agreed = Q()",
        tests=("tests/desk/test_withdrawal.py::test_council_is_not_shown_it_any_more",),
    ),
    Guard(
        name="each opening is written into the log",
        file="desk/actions/opening.py",
        text='audit.record("opened the words", case, by=by, readable=opened.is_readable, **emergency)',
        instead="pass",
        tests=("tests/desk/test_opening.py::test_opening_shows_the_words_and_is_logged_once",),
    ),
    # The database role of the door.
    Guard(
        name="rows are seen with their receipt only",
        file="feedback/migrations/0002_rows_of_a_receipt.py",
        text='schema_editor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")',
        instead="pass",
        tests=("tests/feedback/test_role.py::test_the_role_of_the_door_sees_what_its_receipt_opens",),
        postgres=True,
    ),
    Guard(
        name="the door never speaks for staff",
        file="feedback/migrations/0002_rows_of_a_receipt.py",
        text="f\"{OF_RECEIPT} AND kind = 'from_person'\"",
        instead="OF_RECEIPT",
        tests=("tests/feedback/test_role.py::test_the_role_of_the_door_never_speaks_for_staff",),
        postgres=True,
    ),
    Guard(
        name="the door cannot read addresses back",
        file="config/management/commands/door_role.py",
        text='"feedback_contact": ("INSERT",),',
        instead='"feedback_contact": ("INSERT", "SELECT"),',
        tests=("tests/feedback/test_role.py::test_the_role_of_the_door_reads_nothing_back",),
        postgres=True,
    ),
    Guard(
        name="the door cannot read files back",
        file="config/management/commands/door_role.py",
        text='"SELECT (id, feedback_id, position, kind, state, voice, media, why, kept_until)",',
        instead='"SELECT",',
        tests=("tests/feedback/test_role.py::test_the_role_of_the_door_reads_nothing_back",),
        postgres=True,
    ),
    # What staff and others learn, and when.
    Guard(
        name="the desk hears of additions when it asks",
        file="desk/queries/history.py",
        text="or added <= case.messages_known:",
        instead="or True:",
        tests=("tests/desk/test_collecting.py::test_the_desk_hears_of_what_people_do_when_it_asks_and_not_at_once",),
    ),
    Guard(
        name="no other words are published without consent",
        file="desk/rules/cases.py",
        text="if case.published_on and not consents.for_public:",
        instead="if False:",
        tests=("tests/tracker/test_attacks.py::test_no_other_words_are_published_once_the_person_took_it_back",),
    ),
    Guard(
        name="papers lose the words of an erasure at once",
        file="tracker/queries/quotes.py",
        text="if row.state == QuoteState.WITHDRAWN or not case.shareable:",
        instead="if row.state == QuoteState.WITHDRAWN:",
        tests=("tests/tracker/test_attacks.py::test_paper_loses_the_words_of_who_erases_while_it_is_looked_at",),
    ),
    Guard(
        name="a restored backup gives no consent back",
        file="feedback/actions/forgetting.py",
        text="getattr(feedback, name) and name in given[feedback.pk]",
        instead="getattr(feedback, name)",
        tests=("tests/retention/test_retention.py::test_a_restored_backup_gives_no_consent_back",),
    ),
    Guard(
        name="own words are kept to read again only for who asked",
        file="feedback/actions/submitting.py",
        text='    if not content.reread:\n        return b""\n',
        instead="",
        tests=("tests/feedback/test_reread.py::test_nobody_reads_their_words_again_who_did_not_ask",),
    ),
    Guard(
        name="the first address is the one that is kept",
        file="feedback/views/after.py",
        text="if form_state.is_spent(used):",
        instead="if False:",
        tests=("tests/feedback/test_tell_me.py::test_address_that_was_told_already_is_not_replaced",),
    ),
)
