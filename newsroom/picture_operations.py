"""What Wagtail's pictures cannot do by themselves: `enlarge-1200x630|atmost-300kb`."""

from io import BytesIO

from wagtail.images.image_operations import FilterOperation
from willow.image import Image as WillowImage

QUALITIES = range(76, 20, -10)  # of a JPEG; Wagtail's own default is the first


class EnlargeOperation(FilterOperation):
    """What is smaller gets that size; it has its ratio, by `fill-...`, already."""

    def construct(self, size: str):
        self.width, self.height = (int(side) for side in size.split("x"))

    def run(self, willow, image, env):
        if willow.get_size()[0] < self.width:
            return willow.resize((self.width, self.height))
        return None


class AtMostOperation(FilterOperation):
    """A JPEG of that many kilobytes at most, of the best quality that allows it."""

    def construct(self, size: str):
        self.most = 1000 * int(size.removesuffix("kb"))

    def run(self, willow, image, env):
        small = (q for q in QUALITIES if _bytes(willow, q) <= self.most)
        env["jpeg-quality"] = next(small, QUALITIES[-1])


def _bytes(willow: WillowImage, quality: int) -> int:
    if willow.has_alpha():
        willow = willow.set_background_color_rgb((255, 255, 255))
    made = BytesIO()
    willow.save_as_jpeg(made, quality=quality, progressive=True, optimize=True)
    return made.tell()
