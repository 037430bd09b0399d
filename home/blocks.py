"""What editors compose the home page and their stories of.

A block keeps only what the editor chose. What a reader sees of it is asked for when the page is shown, for that reader:
works come through `visible_works`, so a story may name a work that some of its readers are never shown.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

FEATURES = ["h2", "h3", "bold", "italic", "superscript", "subscript", "ol", "ul", "link", "blockquote", "hr"]


def how_many(default: int, most: int) -> blocks.IntegerBlock:
    return blocks.IntegerBlock(
        label=_("how many"), default=default, validators=[MinValueValidator(1), MaxValueValidator(most)]
    )


class PictureBlock(blocks.StructBlock):
    """A picture with words for those who do not see it; Wagtail insists on them unless it is decoration."""

    image = ImageBlock(label=_("picture"))
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=300)

    class Meta:
        icon = "image"
        label = _("picture")
        template = "home/blocks/picture.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("text"))
    source = blocks.CharBlock(label=_("who said it"), required=False, max_length=200)

    class Meta:
        icon = "openquote"
        label = _("quotation")
        template = "home/blocks/quote.html"


class WorksBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), required=False, max_length=150)
    intro = blocks.TextBlock(label=_("introduction"), required=False)
    works = blocks.ListBlock(
        SnippetChooserBlock("repository.Output", label=_("work")),
        label=_("works"),
        min_num=1,
        max_num=30,
        help_text=_("Each reader is shown those that are open to them."),
    )

    class Meta:
        icon = "doc-full"
        label = _("chosen works")
        template = "home/blocks/works.html"


class PartnersBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), required=False, max_length=150)
    partners = blocks.ListBlock(
        SnippetChooserBlock("repository.Partner", label=_("partner")), label=_("partners"), min_num=1, max_num=60
    )

    class Meta:
        icon = "group"
        label = _("chosen partners")
        template = "home/blocks/partners.html"


class HeroBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), max_length=150)
    lead = blocks.TextBlock(label=_("what this is"), required=False)

    class Meta:
        icon = "home"
        label = _("opening with search")
        template = "home/blocks/hero.html"


class LatestWorksBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), default=_("Latest works"), max_length=150)
    count = how_many(6, most=20)

    class Meta:
        icon = "history"
        label = _("latest works")
        template = "home/blocks/latest_works.html"


class AllPartnersBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), default=_("Our partners"), max_length=150)
    count = how_many(30, most=100)

    class Meta:
        icon = "group"
        label = _("partners by name")
        template = "home/blocks/all_partners.html"


class UpcomingEventsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), default=_("Upcoming events"), max_length=150)
    count = how_many(4, most=12)

    class Meta:
        icon = "date"
        label = _("upcoming events")
        template = "home/blocks/upcoming_events.html"


class LatestNewsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), default=_("News"), max_length=150)
    count = how_many(3, most=12)

    class Meta:
        icon = "doc-full-inverse"
        label = _("latest news")
        template = "home/blocks/latest_news.html"


class StoryBlock(blocks.StreamBlock):
    """The body of a news page, an event or a guide."""

    text = blocks.RichTextBlock(label=_("text"), features=FEATURES, template="home/blocks/text.html")
    picture = PictureBlock()
    quote = QuoteBlock()
    works = WorksBlock()
    partners = PartnersBlock()


class HomeBlock(blocks.StreamBlock):
    """The home page, from the top."""

    hero = HeroBlock()
    latest_works = LatestWorksBlock()
    works = WorksBlock(label=_("collection of chosen works"))
    upcoming_events = UpcomingEventsBlock()
    latest_news = LatestNewsBlock()
    all_partners = AllPartnersBlock()
    partners = PartnersBlock()
    text = blocks.RichTextBlock(label=_("text"), features=FEATURES, template="home/blocks/text.html")
    picture = PictureBlock()

    class Meta:
        block_counts = {"hero": {"max_num": 1}}
