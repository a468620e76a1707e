"""What an editor enters for the channels: on the form of a page, a part for each.

A draft may be half typed: what is refused is refused when the page is published,
scheduled or handed in.
"""

from dataclasses import replace

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.widgets import AdminAutoHeightTextInput

from .composing import Length, Story, measured
from .drafting import attachment
from .models import Announcement, Channel, ChannelWish
from .rules import by_rule


class WishForm(forms.Form):
    """One channel; it belongs to the channel and not to a row, so none is made twice."""

    send = forms.ChoiceField(
        choices=ChannelWish.Send.choices, required=False, widget=forms.RadioSelect
    )
    text = forms.CharField(
        required=False,
        widget=AdminAutoHeightTextInput,
        help_text=gettext_lazy("Leer lassen: der Text für alle Kanäle."),
    )
    attach = forms.ChoiceField(required=False)

    def __init__(self, channel: Channel, row: ChannelWish | None, data=None):
        self.channel, self.row = channel, row
        prefix = f"wish-{channel.pk}"
        sent = data is not None and f"{prefix}-text" in data
        super().__init__(
            data if sent else None,
            prefix=prefix,
            initial={name: getattr(row, name, "") for name in self.base_fields},
        )
        labels = {
            "send": _("Auf „%s“ ankündigen"),
            "text": _("Eigener Text für „%s“"),
            "attach": _("Beigabe auf „%s“"),
        }
        for name, label in labels.items():
            self.fields[name].label = label % channel
        self._offer_attachments()

    def _offer_attachments(self) -> None:
        """Where the network leaves a choice."""
        allowed = self.channel.network_class.attachments
        if len(allowed) < 2:
            del self.fields["attach"]
            return
        usual = _("wie beim Kanal eingestellt: %s") % self.channel.get_attach_display()
        choices = [one for one in Channel.Attach.choices if one[0] in allowed]
        self.fields["attach"].choices = [("", usual), *choices]

    def tell_length(self, length: Length | None) -> None:
        """Of the text that goes there now, None if none has been written."""
        told = _("Höchstens %(limit)d Zeichen, mit dem Link.") % {
            "limit": self.channel.limits().text_length
        }
        if length:
            told = _(
                "%(count)d von %(limit)d Zeichen, mit dem Link; Stand beim Laden der "
                "Seite."
            ) % {"count": length.count, "limit": length.limit}
        self["text"].help_text = f"{self.fields['text'].help_text} {told}"

    def wished(self) -> ChannelWish | None:
        """The row that says what was entered; None if that is nothing."""
        if not self.is_bound:  # the channel came while the page was open
            return self.row
        entered = {name: self.cleaned_data.get(name, "") for name in self.base_fields}
        if not any(entered.values()):
            return None
        row = self.row or ChannelWish(channel=self.channel)
        for name, value in entered.items():
            setattr(row, name, value)
        return row


class SocialPageForm(WagtailAdminPageForm):
    """The form of a page that is announced."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.locale_id:  # Wagtail's preview of a new page leaves it out
            self.instance.locale = self.parent_page.locale
        if "announce_when" in self.fields:  # left out, it stays as it was
            self.fields["announce_when"].required = False
        if "social_text" in self.fields:
            self.fields["social_text"].widget.attrs["placeholder"] = self._composed()
        rows = {row.channel_id: row for row in self.instance.channel_wishes.all()}
        data = self.data if self.is_bound else None
        self.wish_forms = [
            WishForm(channel, rows.pop(channel.pk, None), data)
            for channel in Channel.objects.in_use().prefetch_related("topics")
        ]
        self.rows_of_retired = list(rows.values())

    def is_valid(self) -> bool:
        return super().is_valid() and not any(form.errors for form in self.wish_forms)

    def has_changed(self) -> bool:
        changed = any(form.is_bound and form.has_changed() for form in self.wish_forms)
        return changed or super().has_changed()

    def _composed(self) -> str:
        """What is said where the editor writes nothing."""
        story = self.instance.story()
        return "\n\n".join(filter(None, [story.headline, story.teaser]))

    def told(self) -> Story:
        """What the page tells the channels, also where it has no address yet."""
        story = self.instance.story()
        if not story.url and self.parent_page:
            url = f"{self.parent_page.full_url}{self.instance.slug}/"
            return replace(story, url=url)
        return story

    def length_on(self, story: Story, channel: Channel) -> Length:
        here = story.on(channel.pk)
        return measured(here, channel.limits(), attachment(here, channel))

    def _post_clean(self):
        """Like every other field, what was entered for the channels is on the page."""
        super()._post_clean()
        if all(form.is_valid() or not form.is_bound for form in self.wish_forms):
            wished = [form.wished() for form in self.wish_forms]
            self.instance.channel_wishes = [
                *self.rows_of_retired,
                *filter(None, wished),
            ]
        if self.cleaned_data.get("announce") and not self.is_deferred_validation:
            self._refuse_hours()
            self._refuse_long_texts()

    def _refuse_hours(self) -> None:
        if self.cleaned_data.get("announce_when") != Announcement.When.LATER:
            return
        at, live_at = map(self.cleaned_data.get, ("announce_at", "go_live_at"))
        if self.has_error("announce_at"):
            return
        if not at:
            error = _("Bitte sagen Sie, wann der Artikel angekündigt werden soll.")
        elif live_at and at < live_at:
            error = _("Da ist der Artikel noch nicht erschienen.")
        elif at < timezone.now() and not self._was_announced_for(at):
            error = _("Diese Zeit ist schon vorbei.")
        else:
            return
        self.add_error("announce_at", error)

    def _was_announced_for(self, at) -> bool:
        """An article that is changed later keeps its hour."""
        known = Announcement.of(self.instance)
        return bool(known and known.at == at)

    def _refuse_long_texts(self) -> None:
        if not self.instance.slug:  # the page itself is incomplete, and says so
            return
        story = self.told()
        for form in self.wish_forms:
            here = story.on(form.channel.pk)
            if not here.own_text() or not self._goes_to(form):
                continue
            if error := _refusal(self.length_on(story, form.channel), form.channel):
                own = form.is_bound and form.cleaned_data.get("text")
                if own:
                    form.add_error("text", error)
                else:
                    self.add_error("social_text", error)

    def _goes_to(self, form: WishForm) -> bool:
        wished = form.cleaned_data.get("send") if form.is_bound else ""
        if wished:
            return wished == ChannelWish.Send.YES
        topics = self.cleaned_data.get("topics", self.instance.announced_topics())
        return by_rule(form.channel, topics, self.instance.published_at).goes


def _refusal(length: Length, channel: Channel) -> str:
    """Why the network does not take the text, in a sentence; empty if it does."""
    if not length.fits:
        return _(
            "Zu lang für „%(channel)s“ (%(network)s): mit dem Link %(count)d von "
            "%(limit)d Zeichen. Bitte kürzen Sie den Text, oder geben Sie dem Kanal "
            "einen eigenen."
        ) % {
            "channel": channel,
            "network": channel.get_network_display(),
            "count": length.count,
            "limit": length.limit,
        }
    if not length.few_links:
        return _(
            "„%(channel)s“ nimmt höchstens %(limit)d Adressen in einem Beitrag, mit dem "
            "Link zum Artikel sind es %(links)d."
        ) % {
            "channel": channel,
            "limit": channel.limits().max_links,
            "links": length.links,
        }
    return ""
